// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.time.Duration;
import java.util.OptionalLong;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.message.flow.core.Allowance;
import org.chaoschain.message.flow.core.Rate;
import org.chaoschain.message.flow.core.TokenBuckets;

/**
 * Which lost broadcasts get a record of their own: of each sender some in a time, so that a flood
 * does not become a flood of records. The others are counted. Safe for use by many threads.
 */
public final class LossRecords {
  private static final Rate NO_BYTES = new Rate(1 << 30, Duration.ofSeconds(1), 1 << 30);

  private final TokenBuckets<AgentId> ofSenders;
  private final Counter unrecorded;
  private long leftOut;

  /**
   * Nothing was lost yet.
   *
   * @param each records of each sender
   * @param maxSenders the most senders that are told apart, 1 or more
   * @param unrecorded counts what gets no record
   */
  public LossRecords(Rate each, int maxSenders, Counter unrecorded) {
    this.ofSenders = new TokenBuckets<>(new Allowance(each, NO_BYTES), maxSenders);
    this.unrecorded = unrecorded;
  }

  /**
   * A broadcast of a sender was lost.
   *
   * @param nowNanos a time that never steps back
   * @return empty if it gets no record, else how many of all senders got none since the last one
   */
  public synchronized OptionalLong lost(AgentId sender, long nowNanos) {
    if (!ofSenders.tryTake(sender, 1, nowNanos)) {
      leftOut++;
      unrecorded.increment();
      return OptionalLong.empty();
    }
    long before = leftOut;
    leftOut = 0;
    return OptionalLong.of(before);
  }
}
