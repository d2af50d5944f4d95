// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.metrics;

/**
 * A bound on something, with the configuration key that sets it and a counter of what it refused.
 *
 * @param key the configuration key that changes the limit
 * @param value the largest value that is allowed
 * @param unit what is limited, such as {@code streams} or {@code bytes}
 * @param refused counts the refusals
 */
public record Limit(String key, long value, String unit, Counter refused) {
  /** Whether an amount is within the limit. Counts nothing. */
  public boolean allows(long amount) {
    return amount <= value;
  }

  /**
   * Counts a refusal and describes it.
   *
   * @param scope what is bounded, such as {@code connection 12D3…}
   * @param amount what was asked for
   */
  public LimitExceededException refuse(String scope, long amount) {
    refused.increment();
    return new LimitExceededException(scope, this, amount);
  }

  /**
   * Refuses an amount beyond the limit.
   *
   * @throws LimitExceededException if the amount is above the limit; it has been counted
   */
  public void check(String scope, long amount) throws LimitExceededException {
    if (!allows(amount)) {
      throw refuse(scope, amount);
    }
  }
}
