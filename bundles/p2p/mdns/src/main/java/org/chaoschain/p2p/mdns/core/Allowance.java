// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.mdns.core;

/** So many a second, and no more than that at once. Safe for use by many threads. */
final class Allowance {
  private static final long SECOND = 1_000_000_000L;

  private final long perSecond;
  private long left;
  private long refilledAt;

  Allowance(int perSecond, long now) {
    this.perSecond = perSecond;
    this.left = perSecond;
    this.refilledAt = now;
  }

  synchronized boolean take(long now) {
    long passed = Math.min(now - refilledAt, SECOND);
    long earned = passed * perSecond / SECOND;
    if (earned > 0) {
      left = Math.min(perSecond, left + earned);
      refilledAt = now;
    }
    if (left == 0) {
      return false;
    }
    left--;
    return true;
  }
}
