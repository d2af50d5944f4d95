// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/**
 * What the manifest of a bundle says.
 *
 * @param symbolicName {@code Bundle-SymbolicName} without its directives
 * @param exports packages of {@code Export-Package}
 * @param imports packages of {@code Import-Package}, with their attributes and directives as text
 * @param dynamicImports {@code DynamicImport-Package} as it stands, if there is one
 */
record BundleManifest(
    String symbolicName,
    SortedSet<String> exports,
    SortedMap<String, String> imports,
    Optional<String> dynamicImports) {

  /** Reads the manifest, if the file is there and is a bundle's. */
  static Optional<BundleManifest> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file)) {
      Attributes main = new Manifest(in).getMainAttributes();
      String name = main.getValue("Bundle-SymbolicName");
      if (name == null) {
        return Optional.empty();
      }
      return Optional.of(
          new BundleManifest(
              name.split(";", 2)[0].trim(),
              new TreeSet<>(clauses(main.getValue("Export-Package")).keySet()),
              clauses(main.getValue("Import-Package")),
              Optional.ofNullable(main.getValue("DynamicImport-Package"))));
    }
  }

  /**
   * The clauses of a header: {@code path;path;attributes, path;attributes} (OSGi Core 8, 3.2.4).
   */
  static SortedMap<String, String> clauses(String header) {
    SortedMap<String, String> found = new TreeMap<>();
    if (header == null) {
      return found;
    }
    for (String clause : split(header, ',')) {
      StringBuilder attributes = new StringBuilder();
      SortedSet<String> paths = new TreeSet<>();
      for (String part : split(clause, ';')) {
        if (part.contains("=")) {
          attributes.append(attributes.isEmpty() ? "" : ";").append(part.trim());
        } else {
          paths.add(part.trim());
        }
      }
      for (String path : paths) {
        found.put(path, attributes.toString());
      }
    }
    return found;
  }

  /** Splits at a character outside double quotes. */
  private static Iterable<String> split(String text, char separator) {
    Map<Integer, String> parts = new TreeMap<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        parts.put(start, text.substring(start, i));
        start = i + 1;
      }
    }
    parts.put(start, text.substring(start));
    return parts.values();
  }
}
