// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.core;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.json.core.JsonFormException;
import org.chaoschain.message.json.core.JsonLimits;
import org.chaoschain.message.json.core.JsonParser;
import org.chaoschain.message.json.core.JsonValue;

/**
 * Reads the members of a JSON object by name. Members that nobody asks for are let be, one of the
 * wrong type is refused with a pointer to it; null stands for a member that is not there.
 */
public final class Members {
  private final Map<String, JsonValue> members;
  private final String at;

  private Members(Map<String, JsonValue> members, String at) {
    this.members = members;
    this.at = at;
  }

  /**
   * Parses an object.
   *
   * @throws Refusal if it is not within the limits, no JSON, or no object
   */
  public static Members parse(Bytes utf8, JsonLimits limits) throws Refusal {
    try {
      return of(JsonParser.parse(utf8, limits), "");
    } catch (JsonFormException e) {
      throw Refusal.of(e);
    }
  }

  /** The same for text that is decoded already. */
  public static Members parse(String text, JsonLimits limits) throws Refusal {
    try {
      return of(JsonParser.parse(text, limits), "");
    } catch (JsonFormException e) {
      throw Refusal.of(e);
    }
  }

  private static Members of(JsonValue value, String at) throws Refusal {
    if (value instanceof JsonValue.Members object) {
      return new Members(object.members(), at);
    }
    throw wrong(at, value, "an object");
  }

  /** The value as it is, if it is there. */
  public Optional<JsonValue> value(String name) {
    return Optional.ofNullable(members.get(name)).filter(it -> !(it instanceof JsonValue.Null));
  }

  /** Where a member is. */
  public String pointer(String name) {
    return at + "/" + name;
  }

  /** A text of at least {@code min} and at most {@code max} bytes of UTF-8. */
  public String text(String name, int min, int max) throws Refusal {
    return bounded(required(name), pointer(name), min, max);
  }

  /** The same, if it is there. */
  public Optional<String> optionalText(String name, int max) throws Refusal {
    Optional<JsonValue> value = value(name);
    return value.isEmpty()
        ? Optional.empty()
        : Optional.of(bounded(value.get(), pointer(name), 0, max));
  }

  /** A whole number within bounds. */
  public long number(String name, long min, long max) throws Refusal {
    return number(required(name), pointer(name), min, max);
  }

  /** The same, if it is there. */
  public Optional<Long> optionalNumber(String name, long min, long max) throws Refusal {
    Optional<JsonValue> value = value(name);
    return value.isEmpty()
        ? Optional.empty()
        : Optional.of(number(value.get(), pointer(name), min, max));
  }

  /** True or false. */
  public boolean truth(String name) throws Refusal {
    JsonValue value = required(name);
    if (value instanceof JsonValue.Truth truth) {
      return truth.value();
    }
    throw wrong(pointer(name), value, "true or false");
  }

  /** At most {@code most} texts; none if it is not there. */
  public List<String> texts(String name, int most, int min, int max) throws Refusal {
    Optional<JsonValue> value = value(name);
    if (value.isEmpty()) {
      return List.of();
    }
    if (!(value.get() instanceof JsonValue.Elements array)) {
      throw wrong(pointer(name), value.get(), "an array of strings");
    }
    if (array.elements().size() > most) {
      throw Refusal.at(
          pointer(name),
          "it has %d elements, and at most %d are allowed"
              .formatted(array.elements().size(), most));
    }
    List<String> texts = new ArrayList<>();
    for (JsonValue each : array.elements()) {
      texts.add(bounded(each, pointer(name) + "/" + texts.size(), min, max));
    }
    return List.copyOf(texts);
  }

  private JsonValue required(String name) throws Refusal {
    return value(name)
        .orElseThrow(() -> Refusal.at(pointer(name), "the member " + name + " is missing"));
  }

  private static String bounded(JsonValue value, String at, int min, int max) throws Refusal {
    if (!(value instanceof JsonValue.Text text)) {
      throw wrong(at, value, "a string");
    }
    int size = text.text().getBytes(StandardCharsets.UTF_8).length;
    if (size < min || size > max) {
      throw Refusal.at(
          at, "it has %d bytes of UTF-8, and %d to %d are allowed".formatted(size, min, max));
    }
    return text.text();
  }

  static long number(JsonValue value, String at, long min, long max) throws Refusal {
    if (!(value instanceof JsonValue.Numeral number)) {
      throw wrong(at, value, "a number");
    }
    try {
      BigDecimal exact = new BigDecimal(number.literal());
      if (Math.abs((long) exact.scale()) <= 32) {
        long whole = exact.longValueExact();
        if (whole >= min && whole <= max) {
          return whole;
        }
      }
    } catch (ArithmeticException e) {
      // told below
    }
    throw Refusal.at(at, "it must be a whole number from %d to %d".formatted(min, max));
  }

  static Refusal wrong(String at, JsonValue value, String wanted) {
    return Refusal.at(at, "it is %s and must be %s".formatted(value.kind(), wanted));
  }
}
