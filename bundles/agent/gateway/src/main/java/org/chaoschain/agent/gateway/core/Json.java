// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.json.core.JsonPrinter;
import org.chaoschain.message.json.core.JsonValue;

/** Makes JSON of plain values: what the gateway answers and tells. */
public final class Json {
  private Json() {}

  /**
   * An object.
   *
   * @param namesAndValues name, value, name, value; a member whose value is an empty {@link
   *     Optional} is left out
   */
  public static JsonValue object(Object... namesAndValues) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      if (!(value instanceof Optional<?> optional && optional.isEmpty())) {
        members.put(namesAndValues[i].toString(), of(value));
      }
    }
    return new JsonValue.Members(members);
  }

  /** The same members and these. */
  public static JsonValue with(JsonValue object, Object... namesAndValues) {
    Map<String, JsonValue> members = new LinkedHashMap<>(((JsonValue.Members) object).members());
    members.putAll(((JsonValue.Members) object(namesAndValues)).members());
    return new JsonValue.Members(members);
  }

  /**
   * The form of a value: text, number, truth value, list, map, {@link Bytes} as an array of their
   * values, null; anything else by its text.
   */
  public static JsonValue of(Object value) {
    if (value == null) {
      return new JsonValue.Null();
    }
    if (value instanceof JsonValue json) {
      return json;
    }
    if (value instanceof Optional<?> optional) {
      return of(optional.orElse(null));
    }
    if (value instanceof Number number) {
      return new JsonValue.Numeral(number.toString());
    }
    if (value instanceof Boolean truth) {
      return new JsonValue.Truth(truth);
    }
    if (value instanceof Bytes bytes) {
      return ofBytes(bytes);
    }
    if (value instanceof Iterable<?> elements) {
      List<JsonValue> list = new ArrayList<>();
      elements.forEach(each -> list.add(of(each)));
      return new JsonValue.Elements(list);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, JsonValue> members = new LinkedHashMap<>();
      map.forEach((name, each) -> members.put(String.valueOf(name), of(each)));
      return new JsonValue.Members(members);
    }
    return new JsonValue.Text(value.toString());
  }

  private static JsonValue ofBytes(Bytes bytes) {
    List<JsonValue> list = new ArrayList<>(bytes.size());
    for (int i = 0; i < bytes.size(); i++) {
      list.add(new JsonValue.Numeral(Integer.toString(bytes.get(i) & 0xff)));
    }
    return new JsonValue.Elements(list);
  }

  /** On one line. */
  public static String text(JsonValue value) {
    return JsonPrinter.print(value);
  }
}
