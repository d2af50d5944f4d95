// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.account;

import java.time.Duration;

/**
 * Allows so many a second, and a burst after a time of rest. Exact: it counts in parts of a
 * thousand-millionth. For one thread.
 */
final class TokenBucket {
  private static final long PARTS = Duration.ofSeconds(1).toNanos();

  /** The largest rate, so that no sum overflows. */
  static final long MOST = 1_000_000_000;

  private final long perSecond;
  private final long full;
  private long level;
  private long filledAtNanos;

  /**
   * Starts full.
   *
   * @param perSecond 1 to {@link #MOST}; as many may come at once
   */
  TokenBucket(long perSecond, long nowNanos) {
    if (perSecond < 1 || perSecond > MOST) {
      throw new IllegalArgumentException(
          "a rate is 1 to %d a second, not %d".formatted(MOST, perSecond));
    }
    this.perSecond = perSecond;
    this.full = perSecond * PARTS;
    this.level = full;
    this.filledAtNanos = nowNanos;
  }

  /** Takes one if there is one. */
  boolean take(long nowNanos) {
    fill(nowNanos);
    if (level < PARTS) {
      return false;
    }
    level -= PARTS;
    return true;
  }

  /** The time until there is one; zero if there is. */
  long nanosUntilNext(long nowNanos) {
    fill(nowNanos);
    return level >= PARTS ? 0 : (PARTS - level + perSecond - 1) / perSecond;
  }

  private void fill(long nowNanos) {
    long elapsed = nowNanos - filledAtNanos;
    if (elapsed <= 0) {
      return;
    }
    filledAtNanos = nowNanos;
    long lacking = full - level;
    level = elapsed > lacking / perSecond ? full : level + elapsed * perSecond;
  }
}
