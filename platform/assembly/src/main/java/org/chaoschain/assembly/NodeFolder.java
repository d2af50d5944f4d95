// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.chaoschain.assembly.AssemblyException.Kind;
import org.chaoschain.kernel.feature.Feature;
import org.chaoschain.kernel.feature.FeatureConfiguration;

/** The files of a distribution, laid out in a folder as they will be installed. */
final class NodeFolder {
  private final Path folder;
  private final InstalledNode from;
  private final NodeDescription description;
  private final Resolution resolution;
  private final NodeSettings settings;
  private final List<Part> parts = new ArrayList<>();
  private final SortedMap<String, String> files = new TreeMap<>();
  private final Map<Coordinates, List<EmbeddedLibrary>> embedded = new HashMap<>();
  private final Map<Coordinates, PartLicences> licences = new HashMap<>();

  NodeFolder(
      Path folder,
      InstalledNode from,
      NodeDescription description,
      Resolution resolution,
      NodeSettings settings) {
    this.folder = folder;
    this.from = from;
    this.description = description;
    this.resolution = resolution;
    this.settings = settings;
  }

  /**
   * Writes all of it.
   *
   * @return what it is made of
   */
  Inventory write(String platform) throws IOException, AssemblyException {
    copy(from.home().resolve("bin").resolve("chaos"), "bin/chaos");
    copy(from.home().resolve(InstalledNode.CLASS_PATH), InstalledNode.CLASS_PATH);
    for (Path jar : InstalledNode.jars(from.home().resolve("lib"))) {
      Coordinates id = from.artifact(jar).orElseThrow(() -> unnamed(jar));
      part(id, jar, "lib/" + jar.getFileName(), 0);
    }
    JsonArrayBuilder bundles = Json.createArrayBuilder();
    Map<String, Coordinates> names = new HashMap<>();
    for (Resolution.Chosen chosen : byStartOrder()) {
      Coordinates id = chosen.bundle().id();
      Coordinates other = names.putIfAbsent(id.fileName(), id);
      if (other != null) {
        throw new AssemblyException(
            Kind.UNRESOLVED,
            "%s and %s would be one file, %s".formatted(other, id, id.fileName()),
            "name only one of them");
      }
      int order = startOrder(chosen);
      part(id, chosen.bundle().file(), "lib/bundles/" + id.fileName(), order);
      bundles.add(
          Json.createObjectBuilder().add("id", id.toString()).add(Feature.START_ORDER, order));
    }
    for (Path jar : from.classPathBundles()) {
      if (!names.containsKey(jar.getFileName().toString())) {
        part(
            from.artifact(jar).orElseThrow(() -> unnamed(jar)),
            jar,
            "lib/bundles/" + jar.getFileName(),
            0);
      }
    }
    parts.sort(Comparator.comparing(Part::path));
    text("features/node.json", feature(bundles));
    text("etc/chaos.properties", properties());
    for (String name : List.of("LICENSE", "NOTICE")) {
      Path file = from.home().resolve(name);
      if (Files.isRegularFile(file)) {
        copy(file, name);
      }
    }
    text("plugins/README.txt", "Plugins for every node of this installation: put a jar here.\n");
    text("README.txt", readme());
    licenceFiles();
    text(
        "bom.cdx.json",
        BillOfMaterials.write(
            description.id(),
            platform,
            parts,
            List.of(),
            embedded,
            licences,
            resolution.dependencies()));
    Inventory inventory =
        new Inventory(
            description.id(), platform, description.features(), parts, files, configurations());
    text(Inventory.LOCK, inventory.lock());
    return inventory;
  }

  /** The jars that say nothing of their licence. */
  List<Coordinates> withoutLicence() {
    return licences.entrySet().stream()
        .filter(each -> each.getValue().licences().isEmpty())
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private static AssemblyException unnamed(Path jar) {
    return new AssemblyException(
        Kind.FILES, jar + " is not in " + InstalledNode.ARTIFACTS, "unpack the distribution again");
  }

  private List<Resolution.Chosen> byStartOrder() {
    return resolution.chosen().stream()
        .sorted(
            Comparator.comparingInt(this::startOrder).thenComparing(chosen -> chosen.bundle().id()))
        .toList();
  }

  private int startOrder(Resolution.Chosen chosen) {
    for (Root root : description.roots()) {
      if (root.accepts(chosen.bundle()) && root.startOrder().isPresent()) {
        return root.startOrder().getAsInt();
      }
    }
    OptionalInt shipped = from.startOrder(chosen.bundle().id());
    return shipped.orElse(Feature.DEFAULT_START_LEVEL);
  }

  private void part(Coordinates id, Path jar, String path, int startOrder) throws IOException {
    Path copied = write(path, Files.readAllBytes(jar));
    parts.add(new Part(id, path, Hashes.of(copied), startOrder));
    embedded.put(id, EmbeddedLibrary.of(copied));
    if (!licences.containsKey(id)) {
      licences.put(id, PartLicences.of(id, jar));
    }
  }

  private void copy(Path file, String path) throws IOException {
    text(path, Files.readAllBytes(file));
    if (path.startsWith("bin/") || path.startsWith("lib/")) {
      files.put(path, Hashes.of(file));
    }
  }

  private void text(String path, String text) throws IOException {
    write(path, text.getBytes(StandardCharsets.UTF_8));
  }

  private void text(String path, byte[] bytes) throws IOException {
    write(path, bytes);
  }

  private Path write(String path, byte[] bytes) throws IOException {
    Path file = folder.resolve(path).normalize();
    if (!file.startsWith(folder)) {
      throw new IOException(path + " leads out of the distribution");
    }
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    if (path.startsWith("bin/")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return file;
  }

  private byte[] feature(JsonArrayBuilder bundles) {
    JsonObjectBuilder configurations = Json.createObjectBuilder();
    for (FeatureConfiguration each : settings.others()) {
      configurations.add(each.pid(), values(each));
    }
    return JsonText.write(
        Json.createObjectBuilder()
            .add("feature-resource-version", "1.0")
            .add("id", description.id().toString())
            .add("name", description.title())
            .add("complete", true)
            .add("bundles", bundles)
            .add("configurations", configurations)
            .build());
  }

  private static JsonObjectBuilder values(FeatureConfiguration configuration) {
    JsonObjectBuilder object = Json.createObjectBuilder();
    configuration.values().forEach((name, value) -> object.add(name, json(value)));
    return object;
  }

  private static JsonValue json(Object value) {
    if (value instanceof Boolean flag) {
      return flag ? JsonValue.TRUE : JsonValue.FALSE;
    }
    if (value instanceof Integer || value instanceof Long) {
      return Json.createValue(((Number) value).longValue());
    }
    if (value instanceof Number number) {
      return Json.createValue(number.doubleValue());
    }
    JsonArrayBuilder list = Json.createArrayBuilder();
    if (value instanceof Collection<?> collection) {
      collection.forEach(each -> list.add(json(each)));
      return list.build();
    }
    if (value.getClass().isArray()) {
      for (int i = 0; i < Array.getLength(value); i++) {
        list.add(json(Array.get(value, i)));
      }
      return list.build();
    }
    return Json.createValue(value.toString());
  }

  private SortedMap<String, String> configurations() {
    SortedMap<String, String> all = new TreeMap<>(settings.values());
    settings.others().forEach(each -> all.put(each.pid(), values(each).build().toString()));
    return all;
  }

  private String properties() {
    StringBuilder text =
        new StringBuilder(
            """
            # Settings for every node of this installation, from the feature file it was built from:
            # one "key = value" a line. The data directory's chaos.properties, the environment and flags win.
            # "chaos config --describe" lists all keys.
            """);
    settings.values().forEach((key, value) -> text.append("%s = %s%n".formatted(key, value)));
    return text.toString().replace("\r\n", "\n");
  }

  private String readme() {
    return """
        %s %s

        A ChaosChain node built by "chaos dist build". It needs a Java runtime, 17 or newer.

          bin/chaos init     makes a data directory (~/.chaoschain) with the node's key
          bin/chaos run      runs the node until Ctrl-C or "chaos stop"
          bin/chaos help     all commands

        chaos.lock.json      what it was built from: the same again with chaos dist build --lock
        bom.cdx.json         its parts, as a CycloneDX document
        LICENSES/            the licences of its parts
        """
        .formatted(description.title(), description.id().version());
  }

  private void licenceFiles() throws IOException {
    StringBuilder list = new StringBuilder("The parts of this node and their licences.\n\n");
    for (Part part : parts) {
      PartLicences known = licences.get(part.id());
      String name = part.id().artifact() + "-" + part.id().version();
      List<String> texts = new ArrayList<>();
      for (Map.Entry<String, byte[]> text : known.texts().entrySet()) {
        String path = name + "/" + text.getKey();
        text("LICENSES/" + path, text.getValue());
        texts.add(path);
      }
      String expression = known.expression();
      list.append(
          "%s%n  licence: %s%n  text: %s%n"
              .formatted(
                  part.id(),
                  !expression.isEmpty()
                      ? expression
                      : known.licences().isEmpty() ? "not stated" : known.licences(),
                  !texts.isEmpty()
                      ? String.join(", ", texts)
                      : expression.equals("Apache-2.0") ? "../LICENSE" : address(known)));
    }
    text("LICENSES/README.txt", list.toString().replace("\r\n", "\n"));
  }

  private static String address(PartLicences known) {
    List<String> addresses =
        known.licences().stream().map(Licence::url).filter(url -> url.contains("://")).toList();
    return addresses.isEmpty() ? "in the jar's own documentation" : String.join(", ", addresses);
  }
}
