// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A length of time as configuration writes it: {@code 250ms}, {@code 10s}, {@code 5m}, {@code 12h},
 * {@code 3d}.
 *
 * @param duration zero or more
 */
public record TimeSpan(Duration duration) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");

  /** Refuses a negative length. */
  public TimeSpan {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("a time span is zero or more, not " + duration);
    }
  }

  /**
   * Reads a length of time.
   *
   * @throws IllegalArgumentException naming the text and the forms that are understood
   */
  public static Duration parse(String text) {
    Matcher m = FORM.matcher(text.strip());
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a time span; write a number with ms, s, m, h or d, such as 10s");
    }
    long n = Long.parseLong(m.group(1));
    return switch (m.group(2)) {
      case "ms" -> Duration.ofMillis(n);
      case "s" -> Duration.ofSeconds(n);
      case "m" -> Duration.ofMinutes(n);
      case "h" -> Duration.ofHours(n);
      default -> Duration.ofDays(n);
    };
  }
}
