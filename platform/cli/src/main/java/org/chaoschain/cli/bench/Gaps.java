// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench;

import java.util.Arrays;
import java.util.List;

/** The longest gaps between moments, in windows of time. */
final class Gaps {
  private static final double NANOS_A_MILLI = 1e6;

  private final double[] longest;

  /** A window of time, in nanoseconds. */
  record Window(long begin, long end) {}

  /**
   * Finds the longest gap that touches each window; one that reaches out of the window counts as a
   * whole.
   *
   * @param moments in order, in nanoseconds
   */
  Gaps(long[] moments, List<Window> windows) {
    longest = windows.stream().mapToDouble(window -> longest(moments, window)).sorted().toArray();
  }

  private static double longest(long[] moments, Window window) {
    int at = Arrays.binarySearch(moments, window.begin());
    int from = Math.max(0, (at < 0 ? -at - 1 : at) - 1);
    long longest = 0;
    for (int i = from; i + 1 < moments.length && moments[i] <= window.end(); i++) {
      longest = Math.max(longest, moments[i + 1] - moments[i]);
    }
    return longest / NANOS_A_MILLI;
  }

  /** How many windows there are. */
  int windows() {
    return longest.length;
  }

  /**
   * The gap, in milliseconds, that a share of the windows does not exceed; 0 if there is no window.
   *
   * @param share 0.5 for the median; more than 0, at most 1
   */
  double percentile(double share) {
    if (longest.length == 0) {
      return 0;
    }
    int rank = (int) Math.ceil(share * longest.length);
    return longest[Math.max(1, rank) - 1];
  }

  /** The longest of all, in milliseconds. */
  double max() {
    return longest.length == 0 ? 0 : longest[longest.length - 1];
  }
}
