// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.chaoschain.kernel.config.ConfigurationKey;
import org.chaoschain.kernel.config.Metatype;
import org.chaoschain.kernel.config.ValueType;

/**
 * The configuration keys of the packed node and the relay, as the metatype declares them that the
 * build has made, and which of them a source makes a limit of.
 *
 * @param keys ordered by name
 * @param counted the names of keys that a {@code Limit} is made for
 */
record DeclaredKeys(List<ConfigurationKey> keys, Set<String> counted) {
  private static final Pattern ARTIFACT =
      Pattern.compile("</parent>.*?<artifactId>([^<]+)</artifactId>", Pattern.DOTALL);

  /** {@code metrics.limit(prefix + "max.streams", …)} and what looks like it. */
  private static final Pattern LIMIT =
      Pattern.compile("\\blimit\\(\\s*(?:metrics,\\s*)?(?:[\\w.]+\\s*\\+\\s*)?\"([a-z0-9.]+)\"");

  /** {@code String MAX_KEY = "p2p.host.max.message"} beside a call of {@code metrics.limit}. */
  private static final Pattern CONSTANT = Pattern.compile("_KEY = \"([a-z0-9.]+)\";");

  /**
   * Reads them from the modules of a built project.
   *
   * @throws IOException if a file cannot be read, or a module of the node has not been built
   */
  static DeclaredKeys read(Path root) throws IOException {
    Path features = root.resolve("distribution/features");
    String feature =
        Files.readString(features.resolve("node.json"))
            + Files.readString(features.resolve("relay-only.json"));
    TreeMap<String, ConfigurationKey> keys = new TreeMap<>();
    Set<String> counted = new HashSet<>();
    for (Path module : modules(root)) {
      Matcher artifact = ARTIFACT.matcher(Files.readString(module.resolve("pom.xml")));
      if (artifact.find() && feature.contains(":" + artifact.group(1) + ":")) {
        List<ConfigurationKey> own = declared(module);
        own.forEach(key -> keys.put(key.name(), key));
        Set<String> limits = limits(module);
        own.stream()
            .map(ConfigurationKey::name)
            .filter(name -> limits.stream().anyMatch(limit -> ("." + name).endsWith("." + limit)))
            .forEach(counted::add);
        counted.addAll(limits); // a full name may belong to another module
      }
    }
    declared(root.resolve("platform/kernel")).forEach(key -> keys.put(key.name(), key));
    counted.retainAll(keys.keySet());
    return new DeclaredKeys(List.copyOf(keys.values()), Set.copyOf(counted));
  }

  /** Keys whose value is a number or a size. */
  List<ConfigurationKey> amounts() {
    return keys.stream()
        .filter(
            key ->
                switch (key.type()) {
                  case INTEGER, LONG, DOUBLE, SIZE -> true;
                  case STRING, BOOLEAN, TIME -> false;
                })
        .toList();
  }

  /** Keys whose value is a time. */
  List<ConfigurationKey> times() {
    return keys.stream().filter(key -> key.type() == ValueType.TIME).toList();
  }

  private static List<Path> modules(Path root) throws IOException {
    try (Stream<Path> paths = Files.find(root.resolve("bundles"), 2, (p, a) -> a.isDirectory())) {
      return paths.filter(p -> Files.exists(p.resolve("pom.xml"))).sorted().toList();
    }
  }

  private static List<ConfigurationKey> declared(Path module) throws IOException {
    Path classes = module.resolve("target/classes");
    if (!Files.isDirectory(classes)) {
      throw new IOException(module + " has not been built; run mvn verify on the whole project");
    }
    Path folder = classes.resolve(Metatype.FOLDER);
    List<ConfigurationKey> keys = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
          try (InputStream in = Files.newInputStream(file)) {
            keys.addAll(Metatype.read(in));
          }
        }
      }
    }
    return keys;
  }

  private static Set<String> limits(Path module) throws IOException {
    Set<String> limits = new HashSet<>();
    try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        String source = Files.readString(file);
        collect(LIMIT, source, limits);
        if (source.contains("metrics.limit(")) {
          collect(CONSTANT, source, limits);
        }
      }
    }
    return limits;
  }

  private static void collect(Pattern pattern, String source, Set<String> found) {
    Matcher matcher = pattern.matcher(source);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
  }
}
