// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.metrics.Limit;

/**
 * How long an agent talks with a partner: so many replies, and no more until it has not replied to
 * that partner for a while. So two agents that answer every answer come to an end. Of more partners
 * than it remembers, the one that was answered longest ago is forgotten. Times are of {@code
 * Clock.nanoTime}. Not safe for use by many threads.
 */
public final class Conversations {
  private final Limit maxReplies;
  private final Limit maxPartners;
  private final long quietNanos;
  private final Map<AgentId, Talk> talks = new LinkedHashMap<>();

  private record Talk(int replies, long last) {}

  /**
   * With nobody yet.
   *
   * @param maxReplies replies to one partner in one conversation
   * @param maxPartners partners that are remembered
   * @param quiet a conversation is over when no reply was given for so long
   */
  public Conversations(Limit maxReplies, Limit maxPartners, Duration quiet) {
    this.maxReplies = maxReplies;
    this.maxPartners = maxPartners;
    this.quietNanos = quiet.toNanos();
  }

  /** Whether a partner may be answered; counts it if so. */
  public boolean take(AgentId partner, long nanos) {
    Talk talk = talks.get(partner);
    int before = talk == null || nanos - talk.last >= quietNanos ? 0 : talk.replies;
    if (!maxReplies.allows(before + 1L)) {
      maxReplies.refused().increment();
      return false;
    }
    talks.remove(partner); // what was answered last comes last
    if (!maxPartners.allows(talks.size() + 1L)) {
      maxPartners.refused().increment();
      talks.remove(talks.keySet().iterator().next());
    }
    talks.put(partner, new Talk(before + 1, nanos));
    return true;
  }
}
