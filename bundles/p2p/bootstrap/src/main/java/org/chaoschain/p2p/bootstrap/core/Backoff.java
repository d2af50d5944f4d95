// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.bootstrap.core;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses that double, with jitter so that nodes that start together do not stay in step.
 *
 * @param first the first pause, more than zero
 * @param last the longest pause, not less than the first, at most 365 days
 * @param jitter how much of a pause is left to chance: 0 none, 1 all of it
 */
public record Backoff(Duration first, Duration last, double jitter) {
  private static final Duration LONGEST = Duration.ofDays(365);

  /** Checks the ranges. */
  public Backoff {
    if (last.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("a pause is at most " + LONGEST + ", not " + last);
    }
    if (first.isZero() || first.isNegative() || last.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "pauses must grow from more than zero, not from %s to %s".formatted(first, last));
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("jitter is 0 to 1, not " + jitter);
    }
  }

  /**
   * The pause after a number of failures.
   *
   * @param failures 1 or more
   * @return more than zero, at least {@code (1 - jitter)} of the doubled pause and at most all of
   *     it
   */
  public Duration pause(int failures, RandomGenerator random) {
    int doublings = Math.min(Math.max(failures - 1, 0), 40);
    long nanos = first.toNanos();
    for (int i = 0; i < doublings && nanos < last.toNanos(); i++) {
      nanos = nanos > last.toNanos() / 2 ? last.toNanos() : nanos * 2;
    }
    long left = (long) (nanos * (1 - jitter * random.nextDouble()));
    return Duration.ofNanos(Math.max(1, Math.min(left, nanos)));
  }
}
