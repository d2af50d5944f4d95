// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON value, immutable. Numbers are kept as they were written, so none loses a digit. */
public sealed interface JsonValue {
  /** The word for its type: {@code an object}. */
  String kind();

  /**
   * An object.
   *
   * @param members by name, in the order of the text
   */
  record Members(Map<String, JsonValue> members) implements JsonValue {
    /** Keeps a copy. */
    public Members {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    @Override
    public String kind() {
      return "an object";
    }
  }

  /**
   * An array.
   *
   * @param elements in order
   */
  record Elements(List<JsonValue> elements) implements JsonValue {
    /** Keeps a copy. */
    public Elements {
      elements = List.copyOf(elements);
    }

    @Override
    public String kind() {
      return "an array";
    }
  }

  /**
   * A string.
   *
   * @param text without halves of surrogate pairs
   */
  record Text(String text) implements JsonValue {
    @Override
    public String kind() {
      return "a string";
    }
  }

  /**
   * A number.
   *
   * @param literal as RFC 8259 writes it
   */
  record Numeral(String literal) implements JsonValue {
    @Override
    public String kind() {
      return "a number";
    }
  }

  /**
   * True or false.
   *
   * @param value which
   */
  record Truth(boolean value) implements JsonValue {
    @Override
    public String kind() {
      return "a truth value";
    }
  }

  /** {@code null}. */
  record Null() implements JsonValue {
    @Override
    public String kind() {
      return "null";
    }
  }
}
