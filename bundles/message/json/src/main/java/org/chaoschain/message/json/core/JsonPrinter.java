// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes JSON on one line, without spaces, members in their order: the same value the same way. */
public final class JsonPrinter {
  private JsonPrinter() {}

  /** The text of a value. */
  public static String print(JsonValue value) {
    StringWriter text = new StringWriter();
    try (JsonWriter writer = new JsonWriter(text)) {
      write(writer, value);
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot be written", e);
    }
    return text.toString();
  }

  private static void write(JsonWriter writer, JsonValue value) throws IOException {
    if (value instanceof JsonValue.Members object) {
      writer.beginObject();
      for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
        writer.name(member.getKey());
        write(writer, member.getValue());
      }
      writer.endObject();
    } else if (value instanceof JsonValue.Elements array) {
      writer.beginArray();
      for (JsonValue element : array.elements()) {
        write(writer, element);
      }
      writer.endArray();
    } else if (value instanceof JsonValue.Text text) {
      writer.value(text.text());
    } else if (value instanceof JsonValue.Numeral number) {
      writer.jsonValue(number.literal());
    } else if (value instanceof JsonValue.Truth truth) {
      writer.value(truth.value());
    } else {
      writer.nullValue();
    }
  }
}
