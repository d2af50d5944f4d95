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
import org.osgi.framework.Constants;

/**
 * The main headers of jars, by name, whatever the case of its letters. Imports of packages of Java
 * are left out: each class loader has them without, and they are half of what would be parsed and
 * resolved.
 */
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
    headers.computeIfPresent(Constants.IMPORT_PACKAGE, (name, value) -> withoutJava(value));
    return headers;
  }

  /** Nothing if nothing else is imported. */
  private static String withoutJava(String imports) {
    List<String> others = new ArrayList<>();
    for (String clause : SharedPackages.split(imports, ',')) {
      if (!clause.strip().startsWith("java.")) {
        others.add(clause);
      }
    }
    return others.isEmpty() ? null : String.join(",", others);
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
