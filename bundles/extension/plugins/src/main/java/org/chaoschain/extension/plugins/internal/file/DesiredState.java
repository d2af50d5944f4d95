// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.file;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.osgi.framework.Version;

/**
 * Which plugins the node shall run. Immutable; kept as {@code plugins.json}.
 *
 * @param plugins each name once
 * @param withheld files that are left alone
 */
public record DesiredState(List<DesiredPlugin> plugins, List<Withheld> withheld) {
  /** The version of the file's form. */
  public static final int FORMAT_VERSION = 1;

  /** No plugins. */
  public static final DesiredState EMPTY = new DesiredState(List.of(), List.of());

  /** Keeps immutable copies. */
  public DesiredState {
    plugins = List.copyOf(plugins);
    withheld = List.copyOf(withheld);
  }

  /** The plugin of that name. */
  public Optional<DesiredPlugin> plugin(String name) {
    return plugins.stream().filter(plugin -> plugin.name().equals(name)).findFirst();
  }

  /** Whether a file with this content is left alone. */
  public boolean withholds(Path file, String sha256) {
    return withheld.contains(new Withheld(file, sha256));
  }

  /** The same with this plugin in the place of any other of its name. */
  public DesiredState with(DesiredPlugin plugin) {
    List<DesiredPlugin> all = new ArrayList<>(without(plugin.name()).plugins);
    all.add(plugin);
    return new DesiredState(all, withheld);
  }

  /** The same without the plugin of that name. */
  public DesiredState without(String name) {
    return new DesiredState(
        plugins.stream().filter(plugin -> !plugin.name().equals(name)).toList(), withheld);
  }

  /** The same with a file that is left alone. */
  public DesiredState withholding(Path file, String sha256) {
    List<Withheld> all = new ArrayList<>(withheld);
    all.removeIf(other -> other.file().equals(file));
    all.add(new Withheld(file, sha256));
    return new DesiredState(plugins, all);
  }

  /** The same where only these files are left alone. */
  public DesiredState withholdingOnly(Predicate<Withheld> kept) {
    return new DesiredState(plugins, withheld.stream().filter(kept).toList());
  }

  String toJson() {
    JsonObject root = new JsonObject();
    root.addProperty("format_version", FORMAT_VERSION);
    JsonArray list = new JsonArray();
    for (DesiredPlugin plugin : plugins) {
      JsonObject each = new JsonObject();
      each.addProperty("name", plugin.name());
      each.addProperty("version", plugin.version().toString());
      each.addProperty("sha256", plugin.sha256());
      each.addProperty("file", plugin.file().toString());
      each.addProperty("generation", plugin.generation());
      each.addProperty("singleton", plugin.singleton());
      list.add(each);
    }
    root.add("plugins", list);
    JsonArray left = new JsonArray();
    for (Withheld each : withheld) {
      JsonObject file = new JsonObject();
      file.addProperty("file", each.file().toString());
      file.addProperty("sha256", each.sha256());
      left.add(file);
    }
    root.add("withheld", left);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(root) + "\n";
  }

  /**
   * Reads the form that {@link #toJson} writes.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static DesiredState fromJson(String text) {
    try {
      JsonObject root = JsonParser.parseString(text).getAsJsonObject();
      int version = root.get("format_version").getAsInt();
      if (version != FORMAT_VERSION) {
        throw new IllegalArgumentException(
            "its format version is %d, and this node reads %d".formatted(version, FORMAT_VERSION));
      }
      List<DesiredPlugin> plugins = new ArrayList<>();
      for (JsonElement element : root.getAsJsonArray("plugins")) {
        JsonObject each = element.getAsJsonObject();
        plugins.add(
            new DesiredPlugin(
                each.get("name").getAsString(),
                Version.parseVersion(each.get("version").getAsString()),
                sha256(each),
                Path.of(each.get("file").getAsString()),
                each.get("generation").getAsInt(),
                each.get("singleton").getAsBoolean()));
      }
      List<Withheld> withheld = new ArrayList<>();
      for (JsonElement element : root.getAsJsonArray("withheld")) {
        JsonObject each = element.getAsJsonObject();
        withheld.add(new Withheld(Path.of(each.get("file").getAsString()), sha256(each)));
      }
      return new DesiredState(plugins, withheld);
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | ClassCastException
        | UnsupportedOperationException
        | InvalidPathException e) {
      throw new IllegalArgumentException("it is not in the form that a node writes: " + e, e);
    }
  }

  private static String sha256(JsonObject each) {
    String text = each.get("sha256").getAsString();
    if (!text.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("'" + text + "' is no SHA-256");
    }
    return text;
  }
}
