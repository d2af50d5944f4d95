// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonConfig;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParsingException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.felix.feature.impl.FeatureServiceImpl;
import org.apache.felix.utils.version.VersionTable;
import org.chaoschain.assembly.AssemblyException.Kind;
import org.chaoschain.kernel.feature.Feature;
import org.chaoschain.kernel.feature.FeatureConfiguration;
import org.osgi.service.feature.FeatureBundle;
import org.osgi.service.feature.FeatureExtension;
import org.osgi.service.feature.ID;

/**
 * Reads feature files with roots: OSGi Feature JSON with the extension {@value #EXTENSION}. For one
 * file and one thread.
 */
final class DescriptionReader {
  /** The extension that names roots. */
  static final String EXTENSION = "chaos-roots";

  private static final long MAX_BYTES = 4L << 20;
  private static final int MAX_DEPTH = 32;
  private static final Set<String> MEMBERS = Set.of("features", "bundles", "services");
  private static final Set<String> BUNDLE_MEMBERS = Set.of("id", "version", "start-order");
  private static final Set<String> FEATURE_MEMBERS = Set.of("feature", "version");

  private final Path shipped;
  private final Map<String, Root> roots = new LinkedHashMap<>();
  private final Set<String> features = new LinkedHashSet<>();
  private final Set<String> services = new LinkedHashSet<>();
  private final Map<String, FeatureConfiguration> configurations = new LinkedHashMap<>();
  private final Deque<Path> open = new ArrayDeque<>();

  /** Features that are named without a path are looked for in that folder. */
  DescriptionReader(Path shipped) {
    this.shipped = shipped;
  }

  NodeDescription read(Path file) throws AssemblyException {
    Path start = file.toAbsolutePath().normalize();
    org.osgi.service.feature.Feature feature = include(start, List.of(), new Versions.Any());
    ID id = feature.getID();
    Coordinates coordinates;
    try {
      coordinates = new Coordinates(id.getGroupId(), id.getArtifactId(), id.getVersion());
    } catch (IllegalArgumentException e) {
      throw wrong(file, "the id of the feature: " + e.getMessage());
    }
    if (roots.isEmpty()) {
      throw new AssemblyException(
          Kind.INPUT,
          file + ": it names no root",
          "give it \"bundles\", or an extension \"" + EXTENSION + "\" with bundles or features");
    }
    return new NodeDescription(
        start,
        coordinates,
        feature.getName().orElse(coordinates.artifact()),
        List.copyOf(roots.values()),
        List.copyOf(features),
        List.copyOf(services),
        List.copyOf(configurations.values()));
  }

  private org.osgi.service.feature.Feature include(Path file, List<String> via, Versions wanted)
      throws AssemblyException {
    if (open.contains(file)) {
      List<String> cycle = new ArrayList<>();
      open.descendingIterator().forEachRemaining(each -> cycle.add(each.getFileName().toString()));
      cycle.add(file.getFileName().toString());
      throw new AssemblyException(
          Kind.INPUT,
          "the features include each other: " + String.join(" -> ", cycle),
          "take one of them out");
    }
    if (open.size() >= MAX_DEPTH) {
      throw wrong(file, "features are included " + MAX_DEPTH + " deep; this is the limit");
    }
    open.push(file);
    String text = text(file);
    org.osgi.service.feature.Feature feature = parse(file, text);
    String version = feature.getID().getVersion();
    if (!wanted.has(version, VersionTable.getVersion(version))) {
      throw wrong(
          file,
          "its version is %s, and %s is wanted by %s"
              .formatted(version, wanted, String.join(" -> ", via)));
    }
    FeatureExtension extension = feature.getExtensions().get(EXTENSION);
    JsonObject own = extension == null ? JsonValue.EMPTY_JSON_OBJECT : object(file, extension);
    for (JsonValue each : array(file, own, "features")) {
      included(file, each, via);
    }
    for (FeatureBundle bundle : feature.getBundles()) {
      ID id = bundle.getID();
      Object order = bundle.getMetadata().get(Feature.START_ORDER);
      split(
          file,
          id.toString(),
          "",
          order == null ? OptionalInt.empty() : order(file, id.toString(), order.toString()),
          via);
    }
    for (JsonValue each : array(file, own, "bundles")) {
      bundle(file, each, via);
    }
    for (JsonValue each : array(file, own, "services")) {
      services.add(string(file, each, "a service is named by its type"));
    }
    feature
        .getConfigurations()
        .forEach(
            (pid, configuration) ->
                configurations.put(
                    pid,
                    new FeatureConfiguration(
                        file, pid, configuration.getFactoryPid(), configuration.getValues())));
    open.pop();
    return feature;
  }

  private void included(Path file, JsonValue value, List<String> via) throws AssemblyException {
    String name;
    Versions versions = new Versions.Any();
    if (value instanceof JsonObject object) {
      onlyMembers(file, object, FEATURE_MEMBERS);
      name = string(file, object.get("feature"), "a feature is named by \"feature\"");
      if (object.containsKey("version")) {
        versions = versions(file, name, string(file, object.get("version"), "a version is text"));
      }
    } else {
      name = string(file, value, "a feature is named by text or an object");
    }
    Path found = locate(file, name);
    List<String> longer = new ArrayList<>(via);
    longer.add(name);
    if (open.contains(found) || features.add(name)) {
      include(found, longer, versions);
    }
  }

  private Path locate(Path from, String name) throws AssemblyException {
    boolean path = name.endsWith(".json");
    boolean plain =
        !name.isEmpty()
            && !name.startsWith("/")
            && !name.contains("\\")
            && !name.contains("\0")
            && List.of(name.split("/", -1)).stream()
                .noneMatch(part -> part.isEmpty() || part.equals("..") || part.startsWith("."));
    if (!plain || (!path && name.contains("/"))) {
      throw wrong(
          from,
          "'%s' names no feature: a shipped one is named as relay-only is, a file below the folder of this one as more/my.json is"
              .formatted(name));
    }
    Path folder = path ? from.getParent() : shipped;
    Path file = folder.resolve(path ? name : name + ".json").normalize();
    if (!Files.isRegularFile(file)) {
      throw new AssemblyException(
          Kind.NOT_FOUND,
          "%s: there is no feature '%s': no file %s".formatted(from, name, file),
          "shipped are " + String.join(", ", InstalledNode.featureNames(shipped)));
    }
    return file;
  }

  private void bundle(Path file, JsonValue value, List<String> via) throws AssemblyException {
    if (!(value instanceof JsonObject object)) {
      String text = string(file, value, "a bundle is named by text or an object");
      split(file, text, "", OptionalInt.empty(), via);
      return;
    }
    onlyMembers(file, object, BUNDLE_MEMBERS);
    String id = string(file, object.get("id"), "a bundle is named by \"id\"");
    String version =
        object.containsKey("version")
            ? string(file, object.get("version"), "a version is text")
            : "";
    OptionalInt order = OptionalInt.empty();
    if (object.containsKey("start-order")) {
      JsonValue number = object.get("start-order");
      order =
          order(file, id, number instanceof JsonNumber n ? n.toString() : String.valueOf(number));
    }
    split(file, id, version, order, via);
  }

  private void split(Path file, String id, String version, OptionalInt order, List<String> via)
      throws AssemblyException {
    String[] parts = id.split(":", -1);
    boolean typed = parts.length == 4 || parts.length == 5;
    boolean versioned = parts.length >= 3;
    if (parts.length > 5
        || (typed && !parts[2].equals("jar"))
        || (versioned && !version.isEmpty())) {
      throw wrong(
          file,
          "'%s' names no bundle: group:artifact, group:artifact:version, group:artifact:jar:classifier:version or a symbolic name is wanted, and one version"
              .formatted(id));
    }
    String name =
        switch (parts.length) {
          case 1 -> parts[0];
          case 5 -> parts[0] + ":" + parts[1] + ":" + parts[3];
          default -> parts[0] + ":" + parts[1];
        };
    for (String part : name.split(":", -1)) {
      if (!Coordinates.PART.matcher(part).matches()) {
        throw wrong(file, "'" + id + "' names no bundle: '" + part + "' is no such name");
      }
    }
    add(file, name, versioned ? parts[parts.length - 1] : version, order, via);
  }

  private void add(Path file, String name, String version, OptionalInt order, List<String> via)
      throws AssemblyException {
    Root root = new Root(name, versions(file, name, version), order, via);
    Root earlier = roots.get(name);
    if (earlier == null) {
      roots.put(name, root);
    } else if (earlier.via().equals(via)) {
      throw wrong(file, "the bundle " + name + " is named twice");
    } else if (via.isEmpty() || earlier.versions() instanceof Versions.Any) {
      roots.put(name, root); // what is nearer to the outermost file, or says more, counts
    }
  }

  private static Versions versions(Path file, String name, String text) throws AssemblyException {
    try {
      return Versions.parse(text);
    } catch (IllegalArgumentException e) {
      throw wrong(file, name + ": " + e.getMessage());
    }
  }

  private static OptionalInt order(Path file, String name, String text) throws AssemblyException {
    try {
      double order = Double.parseDouble(text);
      if (order == Math.rint(order) && order >= 1 && order <= 1000) {
        return OptionalInt.of((int) order);
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw wrong(file, "start-order of %s is a number from 1 to 1000, not %s".formatted(name, text));
  }

  private static String text(Path file) throws AssemblyException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw wrong(file, "it has more than " + MAX_BYTES + " bytes, the limit of a feature file");
      }
      return Files.readString(file);
    } catch (MalformedInputException e) {
      throw wrong(file, "it is not text in UTF-8");
    } catch (IOException e) {
      throw new AssemblyException(
          Kind.NOT_FOUND, "the feature file " + file + " cannot be read: " + e, "", e);
    }
  }

  private static org.osgi.service.feature.Feature parse(Path file, String text)
      throws AssemblyException {
    // once for its own sake: the library takes the last of two members with one name
    Map<String, ?> strict = Map.of(JsonConfig.KEY_STRATEGY, JsonConfig.KeyStrategy.NONE);
    try (JsonReader reader =
        Json.createReaderFactory(strict).createReader(new StringReader(text))) {
      if (!(reader.readValue() instanceof JsonObject)) {
        throw wrong(file, "it is no JSON object");
      }
    } catch (JsonParsingException e) {
      throw new AssemblyException(
          Kind.INPUT,
          "%s:%d:%d: not JSON: %s"
              .formatted(
                  file,
                  e.getLocation().getLineNumber(),
                  e.getLocation().getColumnNumber(),
                  e.getMessage()),
          "",
          e);
    } catch (JsonException | IllegalStateException e) {
      throw new AssemblyException(Kind.INPUT, file + ": not JSON: " + e.getMessage(), "", e);
    }
    try {
      return new FeatureServiceImpl().readFeature(new StringReader(text));
    } catch (IOException | RuntimeException e) {
      // the library reports what is no feature by various exceptions
      throw new AssemblyException(
          Kind.INPUT, file + ": not an OSGi feature: " + e.getMessage(), "", e);
    }
  }

  private static JsonObject object(Path file, FeatureExtension extension) throws AssemblyException {
    if (extension.getType() != FeatureExtension.Type.JSON) {
      throw wrong(file, "the extension " + EXTENSION + " has \"type\": \"json\"");
    }
    try (JsonReader reader = Json.createReader(new StringReader(extension.getJSON()))) {
      JsonObject object = reader.readObject();
      onlyMembers(file, object, MEMBERS);
      return object;
    } catch (JsonException | IllegalStateException e) {
      throw wrong(file, "the extension " + EXTENSION + " holds one JSON object");
    }
  }

  private static void onlyMembers(Path file, JsonObject object, Set<String> known)
      throws AssemblyException {
    for (String member : object.keySet()) {
      if (!known.contains(member)) {
        throw wrong(
            file,
            "the extension %s has no '%s' there; it knows %s"
                .formatted(EXTENSION, member, known.stream().sorted().toList()));
      }
    }
  }

  private static JsonArray array(Path file, JsonObject object, String member)
      throws AssemblyException {
    JsonValue value = object.get(member);
    if (value == null) {
      return JsonValue.EMPTY_JSON_ARRAY;
    }
    if (value instanceof JsonArray array) {
      return array;
    }
    throw wrong(file, "\"%s\" of the extension %s is a list".formatted(member, EXTENSION));
  }

  private static String string(Path file, JsonValue value, String rule) throws AssemblyException {
    if (value instanceof JsonString text) {
      return text.getString();
    }
    throw wrong(file, rule + ", not " + value);
  }

  private static AssemblyException wrong(Path file, String what) {
    return new AssemblyException(
        Kind.INPUT, file + ": " + what, "docs/operations/distributions.md shows such a file");
  }
}
