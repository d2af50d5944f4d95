// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identify.core;

/**
 * How many pushes of one connection are read: some in a row, then one each second. Pure, times in
 * nanoseconds of one clock. Not safe for use by many threads.
 */
final class PushAllowance {
  private static final long SECOND = 1_000_000_000L;

  private final int most;
  private long earned;
  private long since;

  PushAllowance(int most, long now) {
    this.most = most;
    this.earned = most;
    this.since = now;
  }

  /** Whether one more is read now. */
  boolean take(long now) {
    long seconds = (now - since) / SECOND;
    if (seconds > 0) {
      earned = Math.min(most, earned + seconds);
      since += seconds * SECOND;
    }
    if (earned == 0) {
      return false;
    }
    earned--;
    return true;
  }
}
