// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.dev;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * What the loop has to know of a jar before the node sees it. The node checks it in full.
 *
 * @param file where it is
 * @param name the plugin's name; empty if the jar is no plugin
 * @param version or empty
 * @param packages of its classes: whose lines of the log are the plugin's
 */
record PluginJar(Path file, String name, String version, Set<String> packages) {
  /** Classes are looked at up to this number; more packages are of no use to find log lines. */
  private static final int MOST_ENTRIES = 20_000;

  PluginJar {
    packages = Set.copyOf(packages);
  }

  /**
   * Reads it. The directory of a jar is its end: when it is there, the jar has been written.
   *
   * @throws IOException if it is not whole
   */
  static PluginJar read(Path file) throws IOException {
    try (JarFile jar = new JarFile(file.toFile(), false)) {
      Manifest manifest = jar.getManifest();
      Attributes main = manifest == null ? new Attributes() : manifest.getMainAttributes();
      String bundle = value(main, "Bundle-SymbolicName").split(";", 2)[0].strip();
      boolean isBundle = !bundle.isEmpty();
      Set<String> packages = new TreeSet<>();
      jar.stream()
          .limit(MOST_ENTRIES)
          .map(entry -> entry.getName().replace('/', '.'))
          .filter(entry -> entry.endsWith(".class") && entry.indexOf('.') < entry.length() - 6)
          .forEach(
              entry ->
                  packages.add(entry.substring(0, entry.lastIndexOf('.', entry.length() - 7))));
      return new PluginJar(
          file,
          isBundle ? bundle : value(main, "Plugin-Id").strip(),
          value(main, isBundle ? "Bundle-Version" : "Plugin-Version").strip(),
          packages);
    }
  }

  private static String value(Attributes main, String header) {
    String value = main.getValue(header);
    return value == null ? "" : value;
  }

  /** Whether a logger of that name is the plugin's. */
  boolean logs(String logger) {
    for (int end = logger.length(); end > 0; end = logger.lastIndexOf('.', end - 1)) {
      if (packages.contains(logger.substring(0, end))) {
        return true;
      }
    }
    return false;
  }
}
