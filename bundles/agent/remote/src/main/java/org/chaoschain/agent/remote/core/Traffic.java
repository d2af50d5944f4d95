// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.core;

import java.time.Duration;
import java.util.Optional;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;

/**
 * The messages of all remote agents that are being sent, and how fast they leave. When half of the
 * room is taken the node carries less than its agents say: each agent that says something is asked
 * to wait for about as long as the node needs for what it has. Safe for use by many threads; keeps
 * no time of its own.
 */
public final class Traffic {
  private static final double MILLIS = 1e3;
  private static final long SHORTEST_MILLIS = 100;
  private static final long LONGEST_MILLIS = 10_000;

  private final Limit maxSending;

  // guarded by this
  private long sending;
  private long ended;
  private long sinceNanos;
  private double perSecond;

  /**
   * With nothing being sent.
   *
   * @param maxSending the most messages of all agents at once
   */
  public Traffic(Limit maxSending, long nowNanos) {
    this.maxSending = maxSending;
    this.sinceNanos = nowNanos;
  }

  /**
   * A message is being sent from now on.
   *
   * @throws LimitExceededException if there is no room; nothing has changed
   */
  synchronized void begin() throws LimitExceededException {
    maxSending.check("messages of all agents at once", sending + 1);
    sending++;
  }

  /** A message has been answered, in whatever way. */
  synchronized void end() {
    sending--;
    ended++;
  }

  /** How long an agent is to wait; empty if there is room. */
  synchronized Optional<Duration> pause() {
    if (2 * sending <= maxSending.value()) {
      return Optional.empty();
    }
    double millis = perSecond > 0 ? MILLIS * sending / perSecond : MILLIS;
    return Optional.of(
        Duration.ofMillis(Math.min(LONGEST_MILLIS, Math.max(SHORTEST_MILLIS, Math.round(millis)))));
  }

  /** The room of all. */
  Limit limit() {
    return maxSending;
  }

  /** Messages that are being sent. */
  public synchronized long sending() {
    return sending;
  }

  /** Looks how fast they leave; to be called about once a second. */
  public synchronized void tick(long nowNanos) {
    double seconds = (nowNanos - sinceNanos) / 1e9;
    if (seconds > 0) {
      perSecond = ended / seconds;
      ended = 0;
      sinceNanos = nowNanos;
    }
  }
}
