// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.durable.core;

import java.time.Duration;

/**
 * How long to wait before a retry: twice as long each time, up to a longest wait. By chance a wait
 * is shortened by up to its half, so that those who failed together do not come back together.
 *
 * @param first the wait after the first failure; more than zero
 * @param longest no wait is longer; at least {@code first}
 */
public record RetryTimes(Duration first, Duration longest) {
  private static final int MAX_DOUBLINGS = 30;

  /** Refuses waits that contradict each other. */
  public RetryTimes {
    if (first.isZero() || first.isNegative() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "the first wait of retries %s must be more than zero and at most the longest, %s (message.delivery.retry.first, message.delivery.retry.longest)"
              .formatted(first, longest));
    }
  }

  /**
   * The wait after a number of failures in a row.
   *
   * @param failures from 1
   * @param draw a random number from 0 to 1
   * @return nanoseconds
   */
  public long after(int failures, double draw) {
    int doublings = Math.min(Math.max(0, failures - 1), MAX_DOUBLINGS);
    double full = Math.min(first.toNanos() * Math.pow(2, doublings), (double) longest.toNanos());
    return (long) (full * (1 - draw / 2));
  }
}
