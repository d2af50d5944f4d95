// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.metrics;

/**
 * Something would have gone beyond a {@link Limit}. The message names scope, amount, limit and key.
 * It has no stack trace: a network has such refusals made at any rate.
 */
public final class LimitExceededException extends Exception {
  private static final long serialVersionUID = 1;

  private final String key;
  private final long limit;
  private final long amount;

  LimitExceededException(String scope, Limit limit, long amount) {
    super(text(scope, limit, amount), null, false, false);
    this.key = limit.key();
    this.limit = limit.value();
    this.amount = amount;
  }

  // joined, not formatted: the text is made for each refusal
  private static String text(String scope, Limit limit, long amount) {
    return scope
        + ": "
        + amount
        + " "
        + limit.unit()
        + " is above the limit of "
        + limit.value()
        + "; the key "
        + limit.key()
        + " changes it";
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
