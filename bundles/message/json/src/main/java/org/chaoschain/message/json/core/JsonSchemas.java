// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The JSON Schemas (draft 2020-12) of the forms, as they are in {@code docs/schema}: one for each
 * type, {@code message}, which is any of them, {@code frame} for {@link Frame}, and {@code common}
 * with what they share. Immutable.
 */
public final class JsonSchemas {
  private static final String FOLDER = "/org/chaoschain/message/json/schema/";

  /** Where the ids of the schemas begin; they refer to each other by their file names. */
  public static final String BASE = "https://chaoschain.org/schema/1/";

  private final List<String> names;

  /** The schemas that this version ships. */
  public JsonSchemas() {
    List<String> all = new ArrayList<>(JsonMessages.types());
    all.add("message");
    all.add("frame");
    all.add("common");
    names = List.copyOf(all);
  }

  /** Their names. */
  public Collection<String> names() {
    return names;
  }

  /** The text of a schema; empty if none has that name. */
  public Optional<String> text(String name) {
    if (!names.contains(name)) {
      return Optional.empty();
    }
    try (InputStream in = JsonSchemas.class.getResourceAsStream(FOLDER + name + ".json")) {
      if (in == null) {
        throw new IllegalStateException("the schema " + name + " is not packed");
      }
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("the schema " + name + " cannot be read", e);
    }
  }
}
