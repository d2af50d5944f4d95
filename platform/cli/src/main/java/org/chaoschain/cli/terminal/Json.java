// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.terminal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.ToNumberPolicy;
import com.google.gson.reflect.TypeToken;
import java.lang.reflect.Type;
import java.util.Map;

/** JSON objects as maps of String, Long, Double, Boolean, List, Map and null. */
public final class Json {
  private Json() {}

  /** One line. */
  public static String write(Map<String, ?> object) {
    return JsonText.of(object);
  }

  /**
   * Reads one object.
   *
   * @throws IllegalArgumentException saying what is wrong with the text
   */
  public static Map<String, Object> read(String text) {
    try {
      Map<String, Object> object = Reader.GSON.fromJson(text, Reader.OBJECT);
      if (object == null) {
        throw new IllegalArgumentException("there is no JSON object");
      }
      return object;
    } catch (JsonParseException e) {
      throw new IllegalArgumentException("not a JSON object: " + reason(e), e);
    }
  }

  /** Loaded when something is read. */
  private static final class Reader {
    private static final Type OBJECT = new TypeToken<Map<String, Object>>() {}.getType();
    private static final Gson GSON =
        new GsonBuilder().setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE).create();
  }

  private static String reason(JsonParseException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String text = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return text.replaceAll("Use JsonReader\\.setStrictness\\(\\S+\\) to accept ", "")
        .replaceAll("^java\\.lang\\.\\w+: ", "");
  }
}
