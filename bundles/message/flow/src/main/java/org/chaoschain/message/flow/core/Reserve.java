// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import org.chaoschain.api.message.Priority;

/**
 * Which class is next. High is, unless medium and low together, or low alone, are behind their
 * share of the bytes. What is owed to a share grows while it waits and others are served, and falls
 * when it is served. It is not saved up while nothing waits, and a debt is worked off by what
 * others send.
 *
 * <p>With the share s of low and the largest message m, low is served again at the latest after m /
 * s bytes of others, and the time until medium and low have a turn, m / reserve: 33 m + 11 m by
 * default.
 */
final class Reserve {
  private static final long WHOLE = 10_000;

  private final boolean strict;
  private final long lowerShare;
  private final long lowShare;
  private long owedToLower;
  private long owedToLow;

  Reserve(FlowShares shares) {
    this.strict = shares.strict();
    this.lowerShare = Math.round(shares.reserve() * WHOLE);
    this.lowShare = Math.round(shares.low() * WHOLE);
  }

  /** The class that is next, of those that wait. */
  Priority next(boolean high, boolean medium, boolean low) {
    boolean lower = medium || low;
    if (high && !(lower && !strict && owedToLower > 0)) {
      return Priority.HIGH;
    }
    return low && (!medium || (!strict && owedToLow > 0)) ? Priority.LOW : Priority.MEDIUM;
  }

  /**
   * A message was served.
   *
   * @param high whether that class waited before
   * @param medium whether that class waited before
   * @param low whether that class waited before
   */
  void served(Priority served, int bytes, boolean high, boolean medium, boolean low) {
    boolean lower = medium || low;
    if (served == Priority.HIGH) {
      owedToLower = atMost(lower, owedToLower + lowerShare * bytes);
    } else if (high) {
      owedToLower -= (WHOLE - lowerShare) * bytes;
    }
    if (served != Priority.LOW) {
      owedToLow = atMost(low, owedToLow + lowShare * bytes);
    } else if (high || medium) {
      // without medium it is served though nothing is owed: that is no debt towards a later medium
      long paid = (WHOLE - lowShare) * bytes;
      owedToLow = Math.max(owedToLow - paid, -paid);
    }
  }

  private static long atMost(boolean waits, long owed) {
    return waits ? owed : Math.min(0, owed);
  }
}
