// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.pf4j;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The class path of a plugin that is not loaded, in order. For one thread. */
public final class PluginClasses {
  private static final String PLATFORM = "org.chaoschain.api.";

  private final List<Part> parts = new ArrayList<>();

  private record Part(ZipFile file, String root) {}

  /**
   * Adds to its end.
   *
   * @param file is closed by whoever has opened it
   * @param root where the classes begin: empty, or a folder with a slash at its end
   */
  public void add(ZipFile file, String root) {
    parts.add(new Part(file, root));
  }

  /** The names of the extensions; empty if there is no index. */
  public Optional<List<String>> extensions() throws IOException {
    Optional<InputStream> index = open(Pf4jPlugin.INDEX);
    if (index.isEmpty()) {
      return Optional.empty();
    }
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(index.get(), StandardCharsets.UTF_8))) {
      return Optional.of(
          reader
              .lines()
              .map(line -> line.replaceFirst("#.*", "").replaceAll("\\s", ""))
              .filter(line -> !line.isEmpty())
              .distinct()
              .toList());
    }
  }

  /** Whether a class is in the plugin. */
  public boolean has(String name) {
    return parts.stream().anyMatch(part -> part.file().getEntry(part.root() + path(name)) != null);
  }

  /** The types of the platform's API that a class has, by itself or by those it builds on. */
  public SortedSet<String> platformTypes(String name) throws IOException {
    SortedSet<String> found = new TreeSet<>();
    Set<String> seen = new HashSet<>();
    Deque<String> next = new ArrayDeque<>(List.of(name));
    while (!next.isEmpty()) {
      String each = next.pop();
      if (!seen.add(each)) {
        continue;
      }
      if (each.startsWith(PLATFORM)) {
        found.add(each);
        continue;
      }
      Optional<InputStream> bytes = open(path(each));
      if (bytes.isPresent()) {
        try (InputStream in = new BufferedInputStream(bytes.get())) {
          ClassFile.read(in).parents().forEach(next::push);
        }
      }
    }
    return found;
  }

  private Optional<InputStream> open(String path) throws IOException {
    for (Part part : parts) {
      ZipEntry entry = part.file().getEntry(part.root() + path);
      if (entry != null) {
        return Optional.of(part.file().getInputStream(entry));
      }
    }
    return Optional.empty();
  }

  private static String path(String name) {
    return name.replace('.', '/') + ".class";
  }
}
