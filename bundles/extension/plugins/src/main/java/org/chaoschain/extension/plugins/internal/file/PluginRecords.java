// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.file;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.chaoschain.extension.plugins.internal.file.PluginRecord.Generation;
import org.chaoschain.extension.plugins.internal.file.PluginRecord.Outcome;
import org.chaoschain.extension.plugins.internal.file.PluginRecord.Quarantine;
import org.chaoschain.extension.plugins.internal.file.PluginRecord.Rejected;
import org.osgi.framework.Version;

/**
 * What the node remembers of its plugins; kept as {@code records.json}. Immutable.
 *
 * @param byName each plugin by its name, at most {@link #MOST}
 */
public record PluginRecords(Map<String, PluginRecord> byName) {
  /** The version of the file's form. */
  public static final int FORMAT_VERSION = 1;

  /** The most plugins that are remembered; those that were last deployed longest ago go first. */
  public static final int MOST = 1024;

  /** Nothing is remembered. */
  public static final PluginRecords EMPTY = new PluginRecords(Map.of());

  /** Keeps an immutable copy. */
  public PluginRecords {
    byName = Collections.unmodifiableMap(new TreeMap<>(byName));
  }

  /** What is known of a plugin; nothing but its name if it was never here. */
  public PluginRecord of(String name) {
    return byName.getOrDefault(name, PluginRecord.of(name));
  }

  /** The same with this in the place of what was known of that plugin. */
  public PluginRecords with(PluginRecord plugin) {
    Map<String, PluginRecord> all = new TreeMap<>(byName);
    all.put(plugin.name(), plugin);
    while (all.size() > MOST) {
      all.values().stream()
          .filter(each -> !each.name().equals(plugin.name()))
          .min(Comparator.comparing(PluginRecords::lastSeen))
          .ifPresent(oldest -> all.remove(oldest.name()));
    }
    return new PluginRecords(all);
  }

  /** The same without that plugin. */
  public PluginRecords without(String name) {
    Map<String, PluginRecord> all = new TreeMap<>(byName);
    all.remove(name);
    return new PluginRecords(all);
  }

  /** How long updates have taken in this node, in milliseconds, shortest first. */
  public List<Long> updateMillis() {
    return byName.values().stream()
        .flatMap(each -> each.history().stream())
        .filter(Generation::update)
        .map(Generation::tookMillis)
        .sorted()
        .toList();
  }

  private static Instant lastSeen(PluginRecord plugin) {
    return plugin.latest().map(Generation::at).orElse(Instant.EPOCH);
  }

  String toJson() {
    JsonObject root = new JsonObject();
    root.addProperty("format_version", FORMAT_VERSION);
    JsonArray list = new JsonArray();
    byName.values().forEach(each -> list.add(toJson(each)));
    root.add("plugins", list);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(root) + "\n";
  }

  private static JsonObject toJson(PluginRecord plugin) {
    JsonObject object = new JsonObject();
    object.addProperty("name", plugin.name());
    object.addProperty("highest", plugin.highest().toString());
    object.addProperty("state_version", plugin.stateVersion());
    plugin
        .quarantine()
        .ifPresent(
            why -> {
              JsonObject part = new JsonObject();
              part.addProperty("reason", why.reason());
              part.addProperty("since", why.since().toString());
              object.add("quarantine", part);
            });
    plugin
        .rejected()
        .ifPresent(
            jar -> {
              JsonObject part = new JsonObject();
              part.addProperty("sha256", jar.sha256());
              part.addProperty("version", jar.version().toString());
              part.addProperty("reason", jar.reason());
              object.add("rejected", part);
            });
    JsonArray history = new JsonArray();
    for (Generation each : plugin.history()) {
      JsonObject part = new JsonObject();
      part.addProperty("number", each.number());
      part.addProperty("version", each.version().toString());
      part.addProperty("sha256", each.sha256());
      part.addProperty("state_version", each.stateVersion());
      part.addProperty("at", each.at().toString());
      part.addProperty("took_ms", each.tookMillis());
      part.addProperty("update", each.update());
      part.addProperty("outcome", each.outcome().name());
      part.addProperty("reason", each.reason());
      history.add(part);
    }
    object.add("history", history);
    return object;
  }

  /**
   * Reads the form that {@link #toJson} writes.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static PluginRecords fromJson(String text) {
    try {
      JsonObject root = JsonParser.parseString(text).getAsJsonObject();
      int version = root.get("format_version").getAsInt();
      if (version != FORMAT_VERSION) {
        throw new IllegalArgumentException(
            "its format version is %d, and this node reads %d".formatted(version, FORMAT_VERSION));
      }
      Map<String, PluginRecord> all = new TreeMap<>();
      for (JsonElement element : root.getAsJsonArray("plugins")) {
        PluginRecord plugin = plugin(element.getAsJsonObject());
        all.put(plugin.name(), plugin);
      }
      return new PluginRecords(all);
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | ClassCastException
        | UnsupportedOperationException
        | DateTimeException e) {
      throw new IllegalArgumentException("it is not in the form that a node writes: " + e, e);
    }
  }

  private static PluginRecord plugin(JsonObject object) {
    List<Generation> history = new ArrayList<>();
    for (JsonElement element : object.getAsJsonArray("history")) {
      JsonObject part = element.getAsJsonObject();
      history.add(
          new Generation(
              part.get("number").getAsInt(),
              version(part, "version"),
              part.get("sha256").getAsString(),
              part.get("state_version").getAsInt(),
              Instant.parse(part.get("at").getAsString()),
              part.get("took_ms").getAsLong(),
              part.get("update").getAsBoolean(),
              Outcome.valueOf(part.get("outcome").getAsString()),
              part.get("reason").getAsString()));
    }
    return new PluginRecord(
        object.get("name").getAsString(),
        version(object, "highest"),
        object.get("state_version").getAsInt(),
        Optional.ofNullable(object.getAsJsonObject("quarantine"))
            .map(
                part ->
                    new Quarantine(
                        part.get("reason").getAsString(),
                        Instant.parse(part.get("since").getAsString()))),
        Optional.ofNullable(object.getAsJsonObject("rejected"))
            .map(
                part ->
                    new Rejected(
                        part.get("sha256").getAsString(),
                        version(part, "version"),
                        part.get("reason").getAsString())),
        history);
  }

  private static Version version(JsonObject object, String name) {
    return Version.parseVersion(object.get(name).getAsString());
  }
}
