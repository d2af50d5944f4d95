// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What tokens cost, in millionths of a unit of money, which is whatever the operator's prices are
 * in.
 *
 * @param promptPerMillion a million tokens of prompts
 * @param answerPerMillion a million tokens of answers
 */
public record Prices(long promptPerMillion, long answerPerMillion) {
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
  private static final BigDecimal MOST = BigDecimal.valueOf(100_000);

  /** What a request costs, in millionths, rounded up. */
  public long of(Usage usage) {
    long trillionths =
        usage.promptTokens() * promptPerMillion + usage.answerTokens() * answerPerMillion;
    return (trillionths + 999_999) / 1_000_000;
  }

  /**
   * Reads an amount of money such as {@code 2.50}.
   *
   * @param key whose value it is
   * @return in millionths
   * @throws IllegalArgumentException naming key, text, and what is allowed
   */
  public static long parse(String key, String text) {
    String stripped = text.strip();
    if (stripped.matches("\\d{1,6}(\\.\\d{1,6})?")) {
      BigDecimal amount = new BigDecimal(stripped);
      if (amount.compareTo(MOST) <= 0) {
        return amount.multiply(MILLION).setScale(0, RoundingMode.UNNECESSARY).longValueExact();
      }
    }
    throw new IllegalArgumentException(
        "%s is '%s'; it must be an amount from 0 to 100000 with at most six decimals, such as 0.50"
            .formatted(key, PlainText.line(text, 64)));
  }
}
