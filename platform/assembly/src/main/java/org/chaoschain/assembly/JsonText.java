// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonWriter;
import jakarta.json.stream.JsonGenerator;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** JSON objects as text: members in their order, indented, the same bytes each time. */
final class JsonText {
  private JsonText() {}

  static byte[] write(JsonObject object) {
    StringWriter text = new StringWriter();
    try (JsonWriter writer =
        Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true)).createWriter(text)) {
      writer.writeObject(object);
    }
    return (text.toString().strip() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads an object.
   *
   * @throws IllegalArgumentException if it is none, with the place
   */
  static JsonObject read(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    } catch (JsonException | IllegalStateException e) {
      throw new IllegalArgumentException("not a JSON object: " + e.getMessage(), e);
    }
  }
}
