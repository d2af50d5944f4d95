// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.time.Duration;
import org.chaoschain.message.delivery.core.Freshness;

/**
 * Limits of what comes in. Each has the configuration key {@code message.delivery.} and the words
 * given here.
 *
 * @param maxWireBytes largest envelope ({@code max.wire.bytes})
 * @param freshness how old or young ({@code clock.skew}, {@code default.lifetime}, {@code
 *     max.lifetime})
 * @param seenMax digests that are remembered ({@code seen.max})
 * @param seenTimeToLive for how long ({@code seen.ttl}); at least the longest lifetime
 * @param lanes side by side for each type, by sender ({@code lanes})
 * @param verifyMaxMessages that wait to be verified in each lane ({@code verify.max.messages})
 * @param verifyMaxBytes on the wire of the messages that wait to be verified in each lane ({@code
 *     verify.max.bytes})
 * @param queueMaxMessages that wait for each type ({@code queue.max.messages})
 * @param queueMaxBytes their bytes ({@code queue.max.bytes})
 * @param parkedMaxMessages that wait for types that are not there ({@code parked.max.messages})
 * @param parkedMaxBytes their bytes ({@code parked.max.bytes})
 * @param parkedTimeToLive for how long ({@code parked.ttl})
 * @param recordMax records of messages that are kept ({@code record.max})
 * @param recordTextMax characters of a record's text ({@code record.text.max})
 * @param topicLinger how long a topic is followed after its last type has gone ({@code
 *     topic.linger})
 */
public record InboxSettings(
    int maxWireBytes,
    Freshness freshness,
    int seenMax,
    Duration seenTimeToLive,
    int lanes,
    int verifyMaxMessages,
    long verifyMaxBytes,
    int queueMaxMessages,
    long queueMaxBytes,
    int parkedMaxMessages,
    long parkedMaxBytes,
    Duration parkedTimeToLive,
    int recordMax,
    int recordTextMax,
    Duration topicLinger) {
  /** The defaults of the configuration. */
  public static final InboxSettings DEFAULT =
      new InboxSettings(
          262_144,
          new Freshness(Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofDays(7)),
          262_144,
          Duration.ofDays(7),
          4,
          512,
          4L << 20,
          2_048,
          16L << 20,
          1_024,
          16L << 20,
          Duration.ofHours(1),
          4_096,
          4_096,
          Duration.ofMinutes(1));

  /** Refuses what contradicts itself. */
  public InboxSettings {
    if (seenTimeToLive.compareTo(freshness.maxLifetime()) < 0) {
      throw new IllegalArgumentException(
          "message.delivery.seen.ttl is %s; it must be at least message.delivery.max.lifetime, %s, or a message could be replayed"
              .formatted(seenTimeToLive, freshness.maxLifetime()));
    }
    requirePositive("lanes", lanes);
    requirePositive("seen.max", seenMax);
    requirePositive("verify.max.messages", verifyMaxMessages);
    requirePositive("record.max", recordMax);
    requirePositive("record.text.max", recordTextMax);
    requirePositive("max.wire.bytes", maxWireBytes);
  }

  private static void requirePositive(String key, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "message.delivery.%s must be 1 or more, not %d".formatted(key, value));
    }
  }
}
