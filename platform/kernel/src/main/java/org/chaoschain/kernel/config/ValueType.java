// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.config;

import java.util.Locale;
import java.util.regex.Pattern;
import org.chaoschain.api.config.ByteSize;
import org.chaoschain.api.config.TimeSpan;

/** What a value looks like. */
public enum ValueType {
  /** Any text. */
  STRING("text"),
  /** A whole number of 32 bits. */
  INTEGER("a whole number"),
  /** A whole number of 64 bits. */
  LONG("a whole number"),
  /** A decimal number. */
  DOUBLE("a number"),
  /** {@code true} or {@code false}. */
  BOOLEAN("true or false"),
  /** A {@link TimeSpan}: text whose default is one. */
  TIME("a time span such as 10s"),
  /** A {@link ByteSize}: text whose default is one, with its unit. */
  SIZE("a size such as 64KiB");

  private static final Pattern TIME_FORM = Pattern.compile("\\d+\\s*(ms|s|m|h|d)");
  private static final Pattern SIZE_FORM = Pattern.compile("\\d+\\s*(B|KiB|MiB|GiB)");

  private final String words;

  ValueType(String words) {
    this.words = words;
  }

  /** What is expected, in words. */
  public String words() {
    return words;
  }

  /** Whether values of this type have an order, so that they can have bounds. */
  boolean ordered() {
    return this != STRING && this != BOOLEAN;
  }

  /** The type of a metatype attribute, which for text depends on the form of its default. */
  static ValueType of(String metatype, String defaultValue) {
    return switch (metatype) {
      case "Integer", "Short", "Byte" -> INTEGER;
      case "Long" -> LONG;
      case "Double", "Float" -> DOUBLE;
      case "Boolean" -> BOOLEAN;
      default ->
          defaultValue == null
              ? STRING
              : TIME_FORM.matcher(defaultValue).matches()
                  ? TIME
                  : SIZE_FORM.matcher(defaultValue).matches() ? SIZE : STRING;
    };
  }

  /**
   * The value as Configuration Admin takes it; times and sizes stay text.
   *
   * @throws IllegalArgumentException if the text is not of this type
   */
  Object parse(String text) {
    try {
      if (ordered() && !text.chars().allMatch(c -> c < 128)) {
        throw new IllegalArgumentException(
            text); // the JDK reads digits of other scripts too, not everywhere
      }
      return switch (this) {
        case STRING -> text;
        case INTEGER -> Integer.valueOf(text);
        case LONG -> Long.valueOf(text);
        case DOUBLE -> parseDouble(text);
        case BOOLEAN -> parseBoolean(text);
        case TIME, SIZE -> {
          magnitude(text);
          yield text;
        }
      };
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException("'" + text + "' is not " + words, e);
    }
  }

  /** What bounds are compared by: the number, milliseconds, bytes. */
  double magnitude(String text) {
    return switch (this) {
      case TIME -> TimeSpan.parse(text).toMillis();
      case SIZE -> ByteSize.parse(text).bytes();
      default -> Double.parseDouble(text);
    };
  }

  /** An empty array of what {@link #parse} gives. */
  Object[] array(int size) {
    return switch (this) {
      case INTEGER -> new Integer[size];
      case LONG -> new Long[size];
      case DOUBLE -> new Double[size];
      case BOOLEAN -> new Boolean[size];
      default -> new String[size];
    };
  }

  private static Double parseDouble(String text) {
    double number = Double.parseDouble(text);
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException(text);
    }
    return number;
  }

  private static Boolean parseBoolean(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }
}
