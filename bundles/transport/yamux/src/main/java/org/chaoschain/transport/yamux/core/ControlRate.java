// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

/**
 * How often a remote may cause work that comes to nothing: pings, streams that are refused, and
 * streams that it resets. A token bucket, kept as the time at which it will be full. Times are
 * nanoseconds that never step back.
 */
final class ControlRate {
  private static final long SECOND = 1_000_000_000;

  /** A pause lasts until there are so many again, so that there are few of them. */
  private static final int QUANTUM = 16;

  private final long each;
  private final long full;
  private final long quantum;
  private long fullAt;

  /**
   * A full bucket.
   *
   * @param perSecond how many it regains in a second, 1 or more
   * @param burst how many it holds, 1 or more
   */
  ControlRate(int perSecond, int burst, long now) {
    this.each = Math.max(1, SECOND / perSecond);
    this.full = burst * each;
    this.quantum = Math.min(QUANTUM, burst) * each;
    this.fullAt = now;
  }

  /** Takes one, also if there is none. */
  void take(long now) {
    fullAt = Math.max(fullAt - now, 0) + now + each;
  }

  /** Whether there is one. */
  boolean allows(long now) {
    return fullAt - now <= full - each;
  }

  /** How long until there are some again, in nanoseconds; 0 if there is one. */
  long pause(long now) {
    return allows(now) ? 0 : Math.max(0, fullAt - now - full + quantum);
  }
}
