// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.chaoschain.assembly.AssemblyException.Kind;
import org.chaoschain.kernel.feature.Feature;

/**
 * A node that is installed, from whose parts others are made.
 *
 * @param home the folder with {@code bin/ lib/ features/}
 * @param artifacts the coordinates of the jars in {@code lib/} by their file names
 * @param startOrders the start level of a bundle in the shipped features, by group and artifact
 */
record InstalledNode(
    Path home, Map<String, Coordinates> artifacts, Map<String, Integer> startOrders) {
  /** The coordinates of the jars in lib, one a line, as the build lists them. */
  static final String ARTIFACTS = "lib/artifacts.txt";

  /** The jars of lib/bundles that the start script puts on the class path, by artifact id. */
  static final String CLASS_PATH = "lib/class-path.txt";

  /** The scope tells a version without a classifier from one with. */
  private static final Pattern LINE =
      Pattern.compile(
          "\\s*([^:\\s]+):([^:\\s]+):jar:(?:([^:\\s]+):)??([^:\\s]+)"
              + "(?::(?:compile|runtime|provided|system|test))?(?:\\s.*)?");

  InstalledNode {
    artifacts = Map.copyOf(artifacts);
    startOrders = Map.copyOf(startOrders);
  }

  static InstalledNode of(Path home) throws AssemblyException {
    Map<String, Coordinates> artifacts = new HashMap<>();
    Map<String, Integer> orders = new TreeMap<>();
    try {
      artifacts.putAll(artifacts(Files.readAllLines(home.resolve(ARTIFACTS))));
      for (String name : featureNames(home.resolve("features"))) {
        readFeature(home.resolve("features").resolve(name + ".json"), artifacts, orders);
      }
    } catch (IOException | IllegalArgumentException | JsonException e) {
      throw new AssemblyException(
          Kind.FILES,
          "the installation " + home + " cannot be read: " + e,
          "unpack the distribution again; a node built by 'chaos dist build' builds no others",
          e);
    }
    return new InstalledNode(home, artifacts, orders);
  }

  /** Reads the lines of {@link #ARTIFACTS}: coordinates by the name of the jar. */
  static Map<String, Coordinates> artifacts(List<String> lines) {
    Map<String, Coordinates> artifacts = new HashMap<>();
    for (String line : lines) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        String classifier = matcher.group(3) == null ? "" : matcher.group(3);
        Coordinates id =
            new Coordinates(matcher.group(1), matcher.group(2), classifier, matcher.group(4));
        artifacts.put(id.fileName(), id);
      }
    }
    return artifacts;
  }

  private static void readFeature(
      Path file, Map<String, Coordinates> artifacts, Map<String, Integer> orders)
      throws IOException {
    JsonObject feature;
    try (Reader in = Files.newBufferedReader(file);
        JsonReader reader = Json.createReader(in)) {
      feature = reader.readObject();
    }
    JsonValue bundles = feature.get("bundles");
    if (!(bundles instanceof JsonArray array)) {
      return;
    }
    for (JsonValue value : array) {
      String text =
          value instanceof JsonObject object
              ? object.getString("id", "")
              : value instanceof JsonString string ? string.getString() : "";
      Coordinates id = Coordinates.parse(text);
      artifacts.putIfAbsent(id.fileName(), id);
      if (value instanceof JsonObject object && object.containsKey(Feature.START_ORDER)) {
        orders.putIfAbsent(id.name(), object.getInt(Feature.START_ORDER));
      }
    }
  }

  /** The names of the features in a folder, ordered. */
  static List<String> featureNames(Path folder) {
    TreeSet<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .forEach(name -> names.add(name.substring(0, name.length() - ".json".length())));
    } catch (IOException e) {
      return List.of();
    }
    return List.copyOf(names);
  }

  Optional<Coordinates> artifact(Path jar) {
    return Optional.ofNullable(artifacts.get(jar.getFileName().toString()));
  }

  OptionalInt startOrder(Coordinates id) {
    Integer order = startOrders.get(id.name());
    return order == null ? OptionalInt.empty() : OptionalInt.of(order);
  }

  /** Where a file is in a distribution, with slashes. */
  static String path(Path home, Path file) {
    return home.relativize(file).toString().replace('\\', '/');
  }

  /** The jars of a folder, ordered by name. */
  static List<Path> jars(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".jar"))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  /** The jars of lib/bundles that the command needs on the class path. */
  List<Path> classPathBundles() throws IOException {
    List<Path> found = new ArrayList<>();
    for (String line : Files.readAllLines(home.resolve(CLASS_PATH))) {
      String artifact = line.strip();
      if (!artifact.isEmpty() && !artifact.startsWith("#")) {
        for (Path jar : jars(home.resolve("lib").resolve("bundles"))) {
          if (artifact(jar).map(Coordinates::artifact).filter(artifact::equals).isPresent()) {
            found.add(jar);
          }
        }
      }
    }
    return found;
  }
}
