// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A key that may be set, as the metatype of a bundle declares it.
 *
 * @param name the key, {@code transport.yamux.max.streams}
 * @param pid the configuration it belongs to, {@code org.chaoschain.transport.yamux}
 * @param attribute its name there, {@code max.streams}
 * @param type what its value, or each element of its list, looks like
 * @param list whether the value is a list, written with commas; {@code \,} is a comma inside an
 *     element
 * @param defaultValue as it would be written
 * @param min the smallest value; for text the shortest length
 * @param max the largest value; for text the longest length
 * @param options the only values allowed; empty if any is
 * @param description for people
 */
public record ConfigurationKey(
    String name,
    String pid,
    String attribute,
    ValueType type,
    boolean list,
    Optional<String> defaultValue,
    Optional<String> min,
    Optional<String> max,
    List<String> options,
    String description) {
  private static final String PREFIX = "org.chaoschain.";

  /** Keeps an immutable copy of the options. */
  public ConfigurationKey {
    options = List.copyOf(options);
  }

  /** The key of an attribute: the PID without {@code org.chaoschain.}, a dot, the attribute. */
  public static String name(String pid, String attribute) {
    return (pid.startsWith(PREFIX) ? pid.substring(PREFIX.length()) : pid) + "." + attribute;
  }

  /** The environment variable that sets the key: {@code CHAOS_TRANSPORT_YAMUX_MAX_STREAMS}. */
  public String variable() {
    return variable(name);
  }

  static String variable(String name) {
    return "CHAOS_" + name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }

  ConfigurationKey renamed(String newName) {
    return new ConfigurationKey(
        newName, pid, attribute, type, list, defaultValue, min, max, options, description);
  }

  /** What a value may be, in words. */
  public String expectation() {
    String what = list ? "a list, with commas, of " + type.words() : type.words();
    if (!options.isEmpty()) {
      return "one of " + String.join(", ", options);
    }
    if (!type.ordered()) {
      return what;
    }
    if (min.isPresent() && max.isPresent()) {
      return what + " from " + min.get() + " to " + max.get();
    }
    return what
        + min.map(bound -> " of at least " + bound).orElse("")
        + max.map(bound -> " of at most " + bound).orElse("");
  }

  /**
   * The value as Configuration Admin takes it: an object, or an array for a list.
   *
   * @throws IllegalArgumentException saying what is wrong with the text and what is expected
   */
  public Object parse(String text) {
    if (!list) {
      return parseOne(text);
    }
    List<String> elements = elements(text);
    Object[] values = type.array(elements.size());
    for (int i = 0; i < values.length; i++) {
      values[i] = parseOne(elements.get(i));
    }
    return values;
  }

  private Object parseOne(String text) {
    Object value;
    try {
      value = type.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + text + "' is not " + expectation(), e);
    }
    if (!options.isEmpty() && !options.contains(text)) {
      throw new IllegalArgumentException("'" + text + "' is not " + expectation());
    }
    if (type.ordered()) {
      checkBounds(text);
    } else if (type == ValueType.STRING) {
      checkLength(text);
    }
    return value;
  }

  private void checkBounds(String text) {
    double magnitude = type.magnitude(text);
    if (min.isPresent() && magnitude < type.magnitude(min.get())) {
      throw new IllegalArgumentException(
          "'" + text + "' is too small; expected is " + expectation());
    }
    if (max.isPresent() && magnitude > type.magnitude(max.get())) {
      throw new IllegalArgumentException(
          "'" + text + "' is too large; expected is " + expectation());
    }
  }

  private void checkLength(String text) {
    if (min.isPresent() && text.length() < Integer.parseInt(min.get())) {
      throw new IllegalArgumentException(
          "'" + text + "' is shorter than " + min.get() + " characters");
    }
    if (max.isPresent() && text.length() > Integer.parseInt(max.get())) {
      throw new IllegalArgumentException(
          "'" + text + "' is longer than " + max.get() + " characters");
    }
  }

  private static List<String> elements(String text) {
    List<String> elements = new ArrayList<>();
    if (text.isBlank()) {
      return elements;
    }
    StringBuilder element = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == ',') {
        element.append(',');
        i++;
      } else if (c == ',') {
        elements.add(element.toString().strip());
        element.setLength(0);
      } else {
        element.append(c);
      }
    }
    elements.add(element.toString().strip());
    return elements;
  }

  /** How a list is written. */
  static String join(List<String> elements) {
    return elements.stream().map(e -> e.replace(",", "\\,")).collect(Collectors.joining(","));
  }
}
