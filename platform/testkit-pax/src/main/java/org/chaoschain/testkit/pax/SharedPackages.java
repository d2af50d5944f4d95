// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.pax;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The packages that a node's bundles share with its class path, for a container that is no node.
 */
final class SharedPackages {
  private static final List<String> JARS =
      List.of(
          "api-",
          "slf4j-api-",
          "logback-classic-",
          "logback-core-",
          "org.osgi.service.cm-",
          "org.osgi.service.component-",
          "org.osgi.service.log-",
          "org.osgi.util.promise-",
          "org.osgi.util.function-");

  private SharedPackages() {}

  /** Each as {@code name;version="…"}. */
  static String[] of(Path home) {
    try (Stream<Path> files = Files.list(home.resolve("lib"))) {
      return files
          .filter(file -> JARS.stream().anyMatch(file.getFileName().toString()::startsWith))
          .flatMap(file -> exports(file).stream())
          .toArray(String[]::new);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> exports(Path file) {
    try (JarFile jar = new JarFile(file.toFile())) {
      List<String> packages = new ArrayList<>();
      String header = jar.getManifest().getMainAttributes().getValue("Export-Package");
      for (String clause : split(header, ',')) {
        List<String> parts = split(clause, ';');
        String version =
            parts.stream()
                .map(String::strip)
                .filter(part -> part.startsWith("version="))
                .findFirst()
                .orElse("version=0.0.0");
        packages.add(parts.get(0).strip() + ";" + version);
      }
      return packages;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      quoted ^= c == '"';
      if (c == separator && !quoted) {
        parts.add(text.substring(from, i));
        from = i + 1;
      }
    }
    parts.add(text.substring(from));
    return parts;
  }
}
