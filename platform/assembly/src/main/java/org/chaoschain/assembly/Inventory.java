// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a distribution is made of. The lock file holds one; one can be read from an archive and a
 * folder as well.
 *
 * @param id the coordinates of the distribution
 * @param platform the version of the platform that made it
 * @param features the features it includes
 * @param parts its jars, ordered by path
 * @param files the SHA-256 of other files that make it run, by path
 * @param configurations the values its configurations set, by key
 */
public record Inventory(
    Coordinates id,
    String platform,
    List<String> features,
    List<Part> parts,
    SortedMap<String, String> files,
    SortedMap<String, String> configurations) {
  /** The lock file in a distribution. */
  public static final String LOCK = "chaos.lock.json";

  private static final int LOCK_VERSION = 1;

  /** Keeps immutable copies. */
  public Inventory {
    features = List.copyOf(features);
    parts = List.copyOf(parts);
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    configurations = Collections.unmodifiableSortedMap(new TreeMap<>(configurations));
  }

  /**
   * Reads what is there: a lock file, an archive, or a folder.
   *
   * @throws AssemblyException if it is none of them, or cannot be read
   */
  public static Inventory read(Path path) throws AssemblyException {
    return InventoryReader.read(path);
  }

  /** The lock file: no address of a download, no path of this machine. */
  byte[] lock() {
    JsonArrayBuilder included = Json.createArrayBuilder();
    features.forEach(included::add);
    JsonArrayBuilder jars = Json.createArrayBuilder();
    for (Part part : parts) {
      JsonObjectBuilder jar =
          Json.createObjectBuilder()
              .add("id", part.id().toString())
              .add("path", part.path())
              .add("sha256", part.sha256());
      if (part.startOrder() > 0) {
        jar.add("start-order", part.startOrder());
      }
      jars.add(jar);
    }
    return JsonText.write(
        Json.createObjectBuilder()
            .add("lock-version", LOCK_VERSION)
            .add("id", id.toString())
            .add("platform", platform)
            .add("features", included)
            .add("parts", jars)
            .add("files", object(files))
            .add("configurations", object(configurations))
            .build());
  }

  /**
   * Reads a lock file.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Inventory ofLock(byte[] bytes) {
    JsonObject object = JsonText.read(bytes);
    int version = object.getInt("lock-version", 0);
    if (version != LOCK_VERSION) {
      throw new IllegalArgumentException(
          "it is no lock file of version "
              + LOCK_VERSION
              + ", but has \"lock-version\": "
              + object.get("lock-version"));
    }
    try {
      return new Inventory(
          Coordinates.parse(object.getString("id")),
          object.getString("platform"),
          object.getJsonArray("features").getValuesAs(JsonString::getString),
          object.getJsonArray("parts").getValuesAs(Inventory::part),
          texts(object.getJsonObject("files")),
          texts(object.getJsonObject("configurations")));
    } catch (NullPointerException | ClassCastException e) {
      throw new IllegalArgumentException("a member of the lock file is missing or wrong", e);
    }
  }

  private static Part part(JsonValue value) {
    JsonObject object = value.asJsonObject();
    return new Part(
        Coordinates.parse(object.getString("id")),
        object.getString("path"),
        object.getString("sha256"),
        object.getInt("start-order", 0));
  }

  private static SortedMap<String, String> texts(JsonObject object) {
    SortedMap<String, String> texts = new TreeMap<>();
    object.keySet().forEach(key -> texts.put(key, object.getString(key)));
    return texts;
  }

  private static JsonObject object(Map<String, String> texts) {
    JsonObjectBuilder object = Json.createObjectBuilder();
    texts.forEach(object::add);
    return object.build();
  }
}
