// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.core;

import java.time.Duration;

/**
 * How many messages an agent may send: so many at once, so many a second. Not safe for use by
 * several threads.
 */
final class SendRate {
  private static final double NANOS = 1e9;

  private final double perSecond;
  private final double burst;
  private double left;
  private long sinceNanos;

  SendRate(long perSecond, int burst, long nowNanos) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.left = burst;
    this.sinceNanos = nowNanos;
  }

  /** Takes one; false if there is none left. */
  boolean take(long nowNanos) {
    left = Math.min(burst, left + (nowNanos - sinceNanos) / NANOS * perSecond);
    sinceNanos = nowNanos;
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }

  /** Whether less than a quarter is left. */
  boolean isLow() {
    return left < burst / 4;
  }

  /** How long until half is there again, at least a millisecond. */
  Duration untilHalf() {
    return Duration.ofMillis(Math.max(1, (long) Math.ceil((burst / 2 - left) / perSecond * 1e3)));
  }
}
