// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.time.Duration;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.time.Clock;
import org.chaoschain.p2p.api.channel.CloseReason;

/**
 * How many streams of one connection have come to nothing of late: those for which no protocol was
 * agreed on, that were more than their protocol takes of one connection, or that broke its rules.
 * What is refused because all connections together have too many is nobody's fault. While too many
 * have failed, further streams are refused before anything is made for them, and the connection is
 * read seldom. A token bucket, kept as the time at which it will be full. Inside the connection's
 * executor.
 */
final class FailedStreams {
  private static final int SHARES = 16;
  private static final long SECOND = 1_000_000_000;

  private final Clock clock;
  private final Bounds bounds;
  private long fullAt;

  /**
   * What all connections have in common.
   *
   * @param limit how many in a second, over a long time
   * @param burst how many at once
   */
  record Bounds(Limit limit, int burst, CloseReason refusal) {
    static Bounds of(Limit limit, int burst) {
      return new Bounds(
          limit,
          burst,
          CloseReason.limit(
              "too many streams of the connection have failed, more than %d at once and %d in a second; the key %s changes it"
                  .formatted(burst, limit.value(), limit.key())));
    }

    private long each() {
      return SECOND / limit.value();
    }
  }

  FailedStreams(Clock clock, Bounds bounds) {
    this.clock = clock;
    this.bounds = bounds;
    this.fullAt = clock.nanoTime();
  }

  /** One stream has failed. */
  void failed() {
    long now = clock.nanoTime();
    long lacking = Math.max(0, fullAt - now);
    fullAt = now + Math.min(lacking + bounds.each(), bounds.burst() * bounds.each());
  }

  /** Whether one more stream is refused, which is counted. */
  boolean refuses() {
    if (fullAt - clock.nanoTime() <= (bounds.burst() - 1) * bounds.each()) {
      return false;
    }
    bounds.limit().refused().increment();
    return true;
  }

  /** How long a connection is not read after such a refusal: until a share of the burst is back. */
  Duration pause() {
    return Duration.ofNanos(Math.max(1, bounds.burst() / SHARES) * bounds.each());
  }

  /** Why. */
  CloseReason refusal() {
    return bounds.refusal();
  }
}
