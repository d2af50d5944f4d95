// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/** The main headers of jars, by name, whatever the case of its letters. */
final class Manifests implements FileFacts.Kind<Map<String, String>, IOException> {
  @Override
  public String name() {
    return "manifest";
  }

  @Override
  public Map<String, String> read(Path file) throws IOException {
    Map<String, String> headers = headers();
    try (JarFile jar = new JarFile(file.toFile(), false)) {
      Manifest manifest = jar.getManifest();
      if (manifest != null) {
        manifest
            .getMainAttributes()
            .forEach((name, value) -> headers.put(name.toString(), value.toString()));
      }
    }
    return headers;
  }

  @Override
  public Optional<List<String>> texts(Map<String, String> fact) {
    List<String> texts = new ArrayList<>();
    fact.forEach(
        (name, value) -> {
          texts.add(name);
          texts.add(value);
        });
    return Optional.of(texts);
  }

  @Override
  public Map<String, String> of(Path file, List<String> texts) {
    Map<String, String> headers = headers();
    for (int i = 0; i < texts.size(); i += 2) {
      headers.put(texts.get(i), texts.get(i + 1));
    }
    return headers;
  }

  private static Map<String, String> headers() {
    return new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  }
}
