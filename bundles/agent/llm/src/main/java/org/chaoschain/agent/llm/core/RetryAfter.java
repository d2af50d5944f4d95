// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Reads the header {@code Retry-After} (RFC 9110, section 10.2.3). Pure. */
public final class RetryAfter {
  private static final int MAX_CHARS = 64;

  private RetryAfter() {}

  /**
   * How long to wait.
   *
   * @param header seconds or a date
   * @param now by the wall clock
   * @param most what is longer counts as that
   * @return zero or more; empty if the header is neither
   */
  public static Optional<Duration> parse(String header, Instant now, Duration most) {
    String text = header.strip();
    if (text.length() > MAX_CHARS) {
      return Optional.empty();
    }
    if (text.matches("\\d+")) {
      // more digits are more than any bound
      return Optional.of(
          text.length() > 9 ? most : bounded(Duration.ofSeconds(Long.parseLong(text)), most));
    }
    try {
      Instant until = DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
      return Optional.of(bounded(Duration.between(now, until), most));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Duration bounded(Duration wait, Duration most) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(most) > 0 ? most : wait;
  }
}
