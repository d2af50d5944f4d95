// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes as configuration writes it: {@code 65536}, {@code 64KiB}, {@code 1MiB}, {@code
 * 2GiB}.
 *
 * @param bytes 0 or more
 */
public record ByteSize(long bytes) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*(B|KiB|MiB|GiB)?");

  /** Refuses a negative size. */
  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size is 0 bytes or more, not " + bytes);
    }
  }

  /**
   * Reads a size.
   *
   * @throws IllegalArgumentException naming the text and the forms that are understood
   */
  public static ByteSize parse(String text) {
    Matcher m = FORM.matcher(text.strip());
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a size; write a number with B, KiB, MiB or GiB, such as 64KiB");
    }
    String unit = m.group(2) == null ? "B" : m.group(2);
    int shift =
        switch (unit) {
          case "KiB" -> 10;
          case "MiB" -> 20;
          case "GiB" -> 30;
          default -> 0;
        };
    return new ByteSize(Math.multiplyExact(Long.parseLong(m.group(1)), 1L << shift));
  }

  /** The size with the largest unit that divides it. */
  @Override
  public String toString() {
    for (int i = 3; i > 0; i--) {
      long unit = 1L << (10 * i);
      if (bytes >= unit && bytes % unit == 0) {
        return String.format(
            Locale.ROOT, "%d%s", bytes / unit, new String[] {"", "KiB", "MiB", "GiB"}[i]);
      }
    }
    return Long.toString(bytes);
  }
}
