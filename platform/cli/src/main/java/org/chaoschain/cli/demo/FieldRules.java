// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.demo;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The fields that an object may have. Sizes are in bytes of UTF-8. */
final class FieldRules {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  /**
   * For each field what is wrong with a value: what it is expected to be, or null if it is good.
   */
  private final Map<String, Function<Object, String>> fields = new LinkedHashMap<>();

  FieldRules text(String name, int min, int max) {
    return field(name, true, value -> sized(value, min, max));
  }

  FieldRules optional(String name, int max) {
    return field(name, false, value -> sized(value, 0, max));
  }

  FieldRules choice(String name, String... choices) {
    return field(
        name,
        true,
        value ->
            Arrays.asList(choices).contains(value) ? null : "one of " + String.join(", ", choices));
  }

  FieldRules hash(String name) {
    return form(name, HASH, "a SHA-256 as 64 digits of 0-9 a-f");
  }

  FieldRules form(String name, Pattern form, String expected) {
    return field(
        name,
        true,
        value -> value instanceof String text && form.matcher(text).matches() ? null : expected);
  }

  FieldRules number(String name) {
    return field(
        name,
        false,
        value ->
            value instanceof Long number && number >= 0 && number <= Integer.MAX_VALUE
                ? null
                : "a whole number from 0 to " + Integer.MAX_VALUE);
  }

  FieldRules texts(String name, int most, int max) {
    return field(
        name,
        false,
        value ->
            value instanceof List<?> list
                    && list.size() <= most
                    && list.stream().allMatch(each -> sized(each, 1, max) == null)
                ? null
                : "a list of at most %d texts of 1 to %d bytes".formatted(most, max));
  }

  Set<String> names() {
    return fields.keySet();
  }

  /**
   * Checks an object.
   *
   * @param of what it is, for the message
   * @throws IllegalArgumentException naming the field, what is expected and what is there
   */
  void check(Map<String, Object> object, String of) {
    refuseUnknown(object.keySet(), fields.keySet(), of);
    fields.forEach(
        (name, rule) -> {
          String expected = rule.apply(object.get(name));
          if (expected != null) {
            throw new IllegalArgumentException(
                object.get(name) == null
                    ? "%s lacks '%s': %s".formatted(of, name, expected)
                    : "in %s '%s' is %s; not %s"
                        .formatted(of, name, expected, shortened(object.get(name))));
          }
        });
  }

  static void refuseUnknown(Set<String> found, Set<String> known, String of) {
    for (String each : found) {
      if (!known.contains(each)) {
        throw new IllegalArgumentException(
            "'%s' is no member of %s; they are %s"
                .formatted(each, of, String.join(", ", new TreeSet<>(known))));
      }
    }
  }

  private FieldRules field(String name, boolean required, Function<Object, String> rule) {
    fields.put(name, value -> value == null && !required ? null : rule.apply(value));
    return this;
  }

  private static String sized(Object value, int min, int max) {
    if (value instanceof String text) {
      int bytes = text.getBytes(StandardCharsets.UTF_8).length;
      if (bytes >= min && bytes <= max) {
        return null;
      }
    }
    return "text of %d to %d bytes".formatted(min, max);
  }

  private static String shortened(Object value) {
    String text = value instanceof String ? "'" + value + "'" : String.valueOf(value);
    return text.length() <= 60
        ? text
        : text.substring(0, 60) + "… (" + text.length() + " characters)";
  }
}
