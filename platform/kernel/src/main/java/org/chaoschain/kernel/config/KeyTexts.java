// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chaoschain.kernel.internal.FileFacts;

/** A jar's configuration keys as a list of texts and back; what is not there is an empty text. */
final class KeyTexts implements FileFacts.Kind<List<ConfigurationKey>, IOException> {
  private static final String PRESENT = "=";

  @Override
  public String name() {
    return "keys";
  }

  @Override
  public List<ConfigurationKey> read(Path file) throws IOException {
    return Metatype.readAll(file);
  }

  @Override
  public Optional<List<String>> texts(List<ConfigurationKey> keys) {
    List<String> texts = new ArrayList<>();
    for (ConfigurationKey key : keys) {
      texts.add(key.name());
      texts.add(key.pid());
      texts.add(key.attribute());
      texts.add(key.type().name());
      texts.add(Boolean.toString(key.list()));
      texts.add(text(key.defaultValue()));
      texts.add(text(key.min()));
      texts.add(text(key.max()));
      texts.add(Integer.toString(key.options().size()));
      texts.addAll(key.options());
      texts.add(key.description());
    }
    return Optional.of(texts);
  }

  @Override
  public List<ConfigurationKey> of(Path file, List<String> texts) {
    List<ConfigurationKey> keys = new ArrayList<>();
    for (int at = 0; at < texts.size(); ) {
      int options = at + 9;
      int description = options + Integer.parseInt(texts.get(options - 1));
      keys.add(
          new ConfigurationKey(
              texts.get(at),
              texts.get(at + 1),
              texts.get(at + 2),
              ValueType.valueOf(texts.get(at + 3)),
              Boolean.parseBoolean(texts.get(at + 4)),
              value(texts.get(at + 5)),
              value(texts.get(at + 6)),
              value(texts.get(at + 7)),
              texts.subList(options, description),
              texts.get(description)));
      at = description + 1;
    }
    return keys;
  }

  private static String text(Optional<String> value) {
    return value.isPresent() ? PRESENT + value.get() : "";
  }

  private static Optional<String> value(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text.substring(PRESENT.length()));
  }
}
