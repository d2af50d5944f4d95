// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

import java.time.Duration;

/**
 * Pauses that grow: each is twice the one before, up to the last, and half of it is left to chance.
 *
 * @param first after the first failure, more than zero
 * @param last the longest, {@code first} or more
 */
public record Backoff(Duration first, Duration last) {
  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if {@code first} is not more than zero, or more than {@code
   *     last}
   */
  public Backoff {
    if (first.isZero() || first.isNegative() || first.compareTo(last) > 0) {
      throw new IllegalArgumentException(
          "a pause of %s cannot grow to one of %s; the first must be more than zero, and not more than the last"
              .formatted(first, last));
    }
  }

  /**
   * The pause after so many failures in a row.
   *
   * @param failures 1 or more
   * @param chance from 0 to below 1
   * @return from half of the pause to all of it
   */
  public Duration pause(int failures, double chance) {
    long nanos = first.toNanos();
    for (int i = 1; i < failures && nanos < last.toNanos(); i++) {
      nanos = Math.min(last.toNanos(), 2 * nanos);
    }
    return Duration.ofNanos(nanos / 2 + (long) (chance * (nanos - nanos / 2)));
  }
}
