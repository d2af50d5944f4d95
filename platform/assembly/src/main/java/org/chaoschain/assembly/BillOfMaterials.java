// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parts of a distribution as a CycloneDX 1.6 document. It has no time stamp, and its serial
 * number is made of its contents, so that the same distribution has the same document.
 */
final class BillOfMaterials {
  private BillOfMaterials() {}

  /**
   * Writes it.
   *
   * @param all the jars; those with the same coordinates are the same, and one component with
   *     several paths
   * @param files what has no coordinates
   * @param embedded the libraries inside of the jars
   * @param licences of the jars
   * @param dependencies of the jars on each other, by their wires
   */
  static byte[] write(
      Coordinates node,
      String platform,
      List<Part> all,
      List<ShippedFile> files,
      Map<Coordinates, List<EmbeddedLibrary>> embedded,
      Map<Coordinates, PartLicences> licences,
      Map<Coordinates, List<Coordinates>> dependencies) {
    Map<Coordinates, List<Part>> copies =
        all.stream()
            .collect(Collectors.groupingBy(Part::id, LinkedHashMap::new, Collectors.toList()));
    List<Part> parts = copies.values().stream().map(same -> same.get(0)).toList();
    JsonArrayBuilder components = Json.createArrayBuilder();
    for (Part part : parts) {
      JsonObjectBuilder component =
          component("library", part.id()).add("hashes", hashes(part.sha256()));
      PartLicences known = licences.get(part.id());
      if (known != null && !known.licences().isEmpty()) {
        component.add("licenses", licences(known));
      }
      component.add("purl", part.id().packageUrl()).add("properties", paths(copies.get(part.id())));
      List<EmbeddedLibrary> inside = embedded.getOrDefault(part.id(), List.of());
      if (!inside.isEmpty()) {
        component.add("components", embedded(part, inside));
      }
      components.add(component);
    }
    for (ShippedFile file : files) {
      components.add(component(file));
    }
    JsonArrayBuilder wired = Json.createArrayBuilder();
    JsonArrayBuilder direct = Json.createArrayBuilder();
    parts.forEach(part -> direct.add(part.id().packageUrl()));
    wired.add(Json.createObjectBuilder().add("ref", node.packageUrl()).add("dependsOn", direct));
    for (Part part : parts) {
      JsonArrayBuilder on = Json.createArrayBuilder();
      dependencies.getOrDefault(part.id(), List.of()).forEach(each -> on.add(each.packageUrl()));
      wired.add(Json.createObjectBuilder().add("ref", part.id().packageUrl()).add("dependsOn", on));
    }
    String contents =
        node
            + Stream.concat(
                    parts.stream().map(part -> part.id() + part.sha256()),
                    files.stream().map(file -> file.path() + file.sha256()))
                .collect(Collectors.joining("\n"));
    UUID serial = UUID.nameUUIDFromBytes(contents.getBytes(StandardCharsets.UTF_8));
    return JsonText.write(
        Json.createObjectBuilder()
            .add("bomFormat", "CycloneDX")
            .add("specVersion", "1.6")
            .add("serialNumber", "urn:uuid:" + serial)
            .add("version", 1)
            .add(
                "metadata",
                Json.createObjectBuilder()
                    .add(
                        "tools",
                        Json.createObjectBuilder()
                            .add(
                                "components",
                                Json.createArrayBuilder()
                                    .add(
                                        Json.createObjectBuilder()
                                            .add("type", "application")
                                            .add("name", "chaos dist")
                                            .add("version", platform))))
                    .add(
                        "component", component("application", node).add("purl", node.packageUrl())))
            .add("components", components)
            .add("dependencies", wired)
            .build());
  }

  /** The same library may be in several bundles: what refers to one names the bundle too. */
  private static JsonArrayBuilder embedded(Part part, List<EmbeddedLibrary> inside) {
    JsonArrayBuilder list = Json.createArrayBuilder();
    for (EmbeddedLibrary each : inside) {
      JsonObjectBuilder component =
          Json.createObjectBuilder()
              .add("type", "library")
              .add("bom-ref", part.id().packageUrl() + "#" + each.path());
      each.id().ifPresent(id -> component.add("group", id.group()));
      component.add("name", each.id().map(Coordinates::artifact).orElse(each.path()));
      each.id().ifPresent(id -> component.add("version", id.version()));
      component.add("hashes", hashes(each.sha256()));
      each.id().ifPresent(id -> component.add("purl", id.packageUrl()));
      list.add(component.add("properties", path(part.path() + "!/" + each.path())));
    }
    return list;
  }

  private static JsonObjectBuilder component(ShippedFile file) {
    return Json.createObjectBuilder()
        .add("type", "file")
        .add("bom-ref", file.path())
        .add("name", file.path())
        .add("hashes", hashes(file.sha256()))
        .add("licenses", licences(new PartLicences(List.of(file.licence()), Map.of())))
        .add("properties", path(file.path()));
  }

  private static JsonArrayBuilder hashes(String sha256) {
    return Json.createArrayBuilder()
        .add(Json.createObjectBuilder().add("alg", "SHA-256").add("content", sha256));
  }

  private static JsonArrayBuilder paths(List<Part> copies) {
    JsonArrayBuilder list = Json.createArrayBuilder();
    copies.forEach(part -> list.add(property(part.path())));
    return list;
  }

  private static JsonArrayBuilder path(String path) {
    return Json.createArrayBuilder().add(property(path));
  }

  private static JsonObjectBuilder property(String path) {
    return Json.createObjectBuilder().add("name", "chaoschain:path").add("value", path);
  }

  private static JsonObjectBuilder component(String type, Coordinates id) {
    return Json.createObjectBuilder()
        .add("type", type)
        .add("bom-ref", id.packageUrl())
        .add("group", id.group())
        .add("name", id.artifact())
        .add("version", id.version());
  }

  private static JsonArrayBuilder licences(PartLicences known) {
    JsonArrayBuilder list = Json.createArrayBuilder();
    String expression = known.expression();
    if (expression.contains(" ")) {
      return list.add(Json.createObjectBuilder().add("expression", expression));
    }
    if (!expression.isEmpty()) {
      return list.add(
          Json.createObjectBuilder()
              .add("license", Json.createObjectBuilder().add("id", expression)));
    }
    for (Licence licence : known.licences()) {
      JsonObjectBuilder one = Json.createObjectBuilder().add("name", licence.toString());
      list.add(Json.createObjectBuilder().add("license", one));
    }
    return list;
  }
}
