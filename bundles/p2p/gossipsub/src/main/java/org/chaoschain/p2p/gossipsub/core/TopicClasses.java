// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.Set;
import org.chaoschain.api.message.Priority;

/**
 * The class in which messages of a topic wait to be sent. A topic is known by the last word of its
 * name: {@code votes} of {@code /chaoschain/dev/votes}. Immutable.
 *
 * @param high topics that go first; key {@code p2p.gossipsub.topics.high}
 * @param low topics that go last; key {@code p2p.gossipsub.topics.low}; all others are medium
 */
public record TopicClasses(Set<String> high, Set<String> low) {
  /** The topics of the protocol. */
  public static final TopicClasses DEFAULT =
      new TopicClasses(Set.of("blocks", "votes"), Set.of("state", "stats"));

  /**
   * Copies the sets.
   *
   * @throws IllegalArgumentException if a topic is in both
   */
  public TopicClasses {
    high = Set.copyOf(high);
    low = Set.copyOf(low);
    for (String topic : high) {
      if (low.contains(topic)) {
        throw new IllegalArgumentException(
            "the topic '%s' is in p2p.gossipsub.topics.high and in p2p.gossipsub.topics.low"
                .formatted(topic));
      }
    }
  }

  /** The class of a topic. */
  public Priority of(String topic) {
    String word = topic.substring(topic.lastIndexOf('/') + 1);
    if (high.contains(word)) {
      return Priority.HIGH;
    }
    return low.contains(word) ? Priority.LOW : Priority.MEDIUM;
  }
}
