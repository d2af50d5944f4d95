// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/**
 * The packages of the kernel's class path that bundles share with it, read from the manifests of
 * their jars: the platform's API, logging, and the API of configuration and components.
 */
final class SharedPackages {
  private static final List<Class<?>> ONE_OF_EACH =
      List.of(
          org.chaoschain.api.node.Node.class,
          org.slf4j.Logger.class,
          ch.qos.logback.classic.Logger.class,
          ch.qos.logback.core.Context.class,
          org.osgi.service.cm.ConfigurationAdmin.class,
          org.osgi.service.component.runtime.ServiceComponentRuntime.class,
          org.osgi.service.log.LoggerFactory.class,
          org.osgi.util.promise.Promise.class,
          org.osgi.util.function.Function.class);

  private SharedPackages() {}

  /** The value of {@code org.osgi.framework.system.packages.extra}. */
  static String header(FileFacts facts) {
    Map<String, String> versions = new LinkedHashMap<>();
    for (Class<?> type : ONE_OF_EACH) {
      for (String clause : split(exports(type, facts), ',')) {
        addClause(clause, versions);
      }
    }
    return versions.entrySet().stream()
        .map(e -> e.getKey() + ";version=\"" + e.getValue() + "\"")
        .collect(Collectors.joining(","));
  }

  private static void addClause(String clause, Map<String, String> versions) {
    String version = "0.0.0";
    List<String> names = new ArrayList<>();
    for (String part : split(clause, ';')) {
      String text = part.strip();
      if (text.startsWith("version=")) {
        version = text.substring("version=".length()).replace("\"", "");
      } else if (!text.contains("=")) {
        names.add(text);
      }
    }
    for (String name : names) {
      versions.putIfAbsent(name, version);
    }
  }

  private static String exports(Class<?> type, FileFacts facts) {
    Path jar = FileFacts.jar(type);
    return Files.isRegularFile(jar) ? facts.get(jar, new Exports(type)) : exports(type);
  }

  /** The packages that the jar of a class exports, as its manifest has them. */
  private record Exports(Class<?> type) implements FileFacts.Kind<String, RuntimeException> {
    @Override
    public String name() {
      return "exports";
    }

    @Override
    public String read(Path file) {
      return exports(type);
    }

    @Override
    public Optional<List<String>> texts(String fact) {
      return Optional.of(List.of(fact));
    }

    @Override
    public String of(Path file, List<String> texts) {
      return texts.get(0);
    }
  }

  private static String exports(Class<?> type) {
    String file = type.getName().replace('.', '/') + ".class";
    URL url = type.getResource("/" + file);
    String text = url.toString();
    URI manifest =
        URI.create(text.substring(0, text.length() - file.length()) + "META-INF/MANIFEST.MF");
    try (InputStream in = manifest.toURL().openStream()) {
      String exports = new Manifest(in).getMainAttributes().getValue("Export-Package");
      if (exports == null) {
        throw new IllegalStateException(manifest + " has no Export-Package");
      }
      return exports;
    } catch (IOException e) {
      throw new UncheckedIOException("no manifest beside " + type.getName(), e);
    }
  }

  static List<String> split(String header, char separator) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int from = 0;
    for (int i = 0; i < header.length(); i++) {
      char c = header.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        parts.add(header.substring(from, i));
        from = i + 1;
      }
    }
    parts.add(header.substring(from));
    return parts;
  }
}
