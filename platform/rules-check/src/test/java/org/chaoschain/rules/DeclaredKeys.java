// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
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
 * @param factories keys of configurations of which there can be several, such as one for each
 *     agent; of all bundles, ordered by name
 * @param counted the names of keys that a {@code Limit} is made for
 */
record DeclaredKeys(
    List<ConfigurationKey> keys, List<ConfigurationKey> factories, Set<String> counted) {
  /** What says that a configuration can be there several times, and how it would say once. */
  private static final String FACTORY = " factoryPid=\"";

  private static final Pattern ARTIFACT =
      Pattern.compile("</parent>.*?<artifactId>([^<]+)</artifactId>", Pattern.DOTALL);

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
    TreeMap<String, ConfigurationKey> factories = new TreeMap<>();
    for (Path module : modules(root)) {
      Matcher artifact = ARTIFACT.matcher(Files.readString(module.resolve("pom.xml")));
      if (artifact.find() && feature.contains(":" + artifact.group(1) + ":")) {
        declared(module, text -> text).forEach(key -> keys.put(key.name(), key));
      }
      declared(
              module, text -> text.contains(FACTORY) ? text.replace(FACTORY, " pid=\"") : "<none/>")
          .forEach(key -> factories.put(key.name(), key));
    }
    declared(root.resolve("platform/kernel"), text -> text)
        .forEach(key -> keys.put(key.name(), key));
    return new DeclaredKeys(
        List.copyOf(keys.values()), List.copyOf(factories.values()), counted(root, keys.keySet()));
  }

  private static Set<String> counted(Path root, Set<String> declared) throws IOException {
    Set<String> counted = new HashSet<>();
    for (Path module : modules(root)) {
      counted.addAll(LimitKeys.of(module, declared)); // a key may belong to another module
    }
    for (List<String> row : Table.read("computed-keys.txt", 2)) {
      declared.stream().filter(name -> name.startsWith(row.get(0))).forEach(counted::add);
    }
    return counted;
  }

  /** Keys whose value is a number or a size. */
  List<ConfigurationKey> amounts() {
    return all()
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
    return all().filter(key -> key.type() == ValueType.TIME).toList();
  }

  private Stream<ConfigurationKey> all() {
    return Stream.concat(keys.stream(), factories.stream())
        .sorted(Comparator.comparing(ConfigurationKey::name));
  }

  private static List<Path> modules(Path root) throws IOException {
    try (Stream<Path> paths = Files.find(root.resolve("bundles"), 2, (p, a) -> a.isDirectory())) {
      return paths.filter(p -> Files.exists(p.resolve("pom.xml"))).sorted().toList();
    }
  }

  private static List<ConfigurationKey> declared(Path module, UnaryOperator<String> changed)
      throws IOException {
    Path classes = module.resolve("target/classes");
    if (!Files.isDirectory(classes)) {
      throw new IOException(module + " has not been built; run mvn verify on the whole project");
    }
    Path folder = classes.resolve(Metatype.FOLDER);
    List<ConfigurationKey> keys = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
          byte[] text = changed.apply(Files.readString(file)).getBytes(StandardCharsets.UTF_8);
          keys.addAll(Metatype.read(new ByteArrayInputStream(text)));
        }
      }
    }
    return keys;
  }
}
