// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.metrics;

/**
 * Something would have gone beyond a {@link Limit}. The message names scope, amount, limit and key.
 */
public final class LimitExceededException extends Exception {
  private static final long serialVersionUID = 1;

  private final String key;
  private final long limit;
  private final long amount;

  LimitExceededException(String scope, Limit limit, long amount) {
    super(
        "%s: %d %s is above the limit of %d; the key %s changes it"
            .formatted(scope, amount, limit.unit(), limit.value(), limit.key()));
    this.key = limit.key();
    this.limit = limit.value();
    this.amount = amount;
  }

  /** The configuration key of the limit. */
  public String key() {
    return key;
  }

  /** The limit in force. */
  public long limit() {
    return limit;
  }

  /** What was asked for. */
  public long amount() {
    return amount;
  }
}
