// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.pf4j;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Version;

/**
 * The version of a PF4J plugin as a bundle's, in the same order. Semantic Versioning puts a
 * pre-release before its release, OSGi a version without a qualifier before all with one; so a
 * release gets a qualifier that comes after those of pre-releases: {@code 1.2.0} is {@code
 * 1.2.0.release}, {@code 1.2.0-SNAPSHOT} is {@code 1.2.0.pre_SNAPSHOT}, and {@code 1.2.0-rc.2} is
 * {@code 1.2.0.pre_rc--A2}. What follows a {@code +} has no place in the order and is left out.
 */
public final class Pf4jVersion {
  private static final String NUMBER = "(0|[1-9]\\d{0,8})";
  private static final String WORD = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
  private static final Pattern FORM =
      Pattern.compile(
          NUMBER
              + "(?:\\."
              + NUMBER
              + ")?(?:\\."
              + NUMBER
              + ")?(?:-("
              + WORD
              + "))?(?:\\+"
              + WORD
              + ")?");
  private static final int MAX_LENGTH = 128;

  private Pf4jVersion() {}

  /**
   * Reads a version: one to three numbers of up to nine digits, and what Semantic Versioning allows
   * after them.
   *
   * @throws IllegalArgumentException saying what the form is
   */
  public static Version parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (text.length() > MAX_LENGTH || !parts.matches()) {
      throw new IllegalArgumentException("the form is 1.2.3, 1.2.3-rc.1 or 1.2.3+build");
    }
    return new Version(
        number(parts.group(1)), number(parts.group(2)), number(parts.group(3)), qualifier(parts));
  }

  private static int number(String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private static String qualifier(Matcher parts) {
    String before = parts.group(4);
    if (before == null) {
      return "release";
    }
    List<String> fields = new ArrayList<>();
    for (String field : before.split("\\.", -1)) {
      fields.add(field.matches("\\d+") ? ordered(field) : "_" + field.replace("-", "-0"));
    }
    return "pre" + String.join("--", fields);
  }

  /** Numbers come before words, and in the order of their values: those of more digits later. */
  private static String ordered(String digits) {
    if (digits.length() > 26 || (digits.length() > 1 && digits.startsWith("0"))) {
      throw new IllegalArgumentException(
          "the number '%s' in it has more than 26 digits, or begins with 0".formatted(digits));
    }
    return (char) ('A' + digits.length() - 1) + digits;
  }
}
