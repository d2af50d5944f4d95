// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The configuration of a node, checked. Values win in this order: the bundle's default, the
 * feature's configuration, the configuration file, the data directory's own file, the environment,
 * flags.
 *
 * <p>A key that begins with {@code plugin.} belongs to a bundle outside the feature; it is checked
 * when that bundle is there. Immutable.
 */
public final class Configuration {
  /** What the keys of bundles outside the feature begin with. */
  public static final String PLUGIN_PREFIX = "plugin.";

  private final Map<String, ConfigurationKey> keys;
  private final Map<String, Assignment> assigned;
  private final Map<String, Map<String, Object>> raw;
  private final List<Assignment> pluginAssignments;

  Configuration(
      Map<String, ConfigurationKey> keys,
      Map<String, Assignment> assigned,
      Map<String, Map<String, Object>> raw,
      List<Assignment> pluginAssignments) {
    this.keys = keys;
    this.assigned = assigned;
    this.raw = raw;
    this.pluginAssignments = pluginAssignments;
  }

  /** All keys of the feature and the kernel with the values in force, ordered by name. */
  public List<Setting> describe() {
    return keys.values().stream().map(this::setting).toList();
  }

  /** One key with the value in force. */
  public Optional<Setting> setting(String name) {
    return Optional.ofNullable(keys.get(name)).map(this::setting);
  }

  /**
   * The value in force as text.
   *
   * @throws IllegalArgumentException if there is no such key or it has no value
   */
  public String value(String name) {
    return setting(name)
        .flatMap(Setting::value)
        .orElseThrow(() -> new IllegalArgumentException("no value for key " + name));
  }

  /**
   * The dictionaries for Configuration Admin by PID: what somebody set; defaults are the bundle's
   * own business. A PID the feature names is there even if it is empty.
   */
  public Map<String, Map<String, Object>> dictionaries() {
    Map<String, Map<String, Object>> byPid = new TreeMap<>();
    raw.forEach((pid, values) -> byPid.put(pid, new TreeMap<>(values)));
    for (Assignment assignment : assigned.values()) {
      ConfigurationKey key = keys.get(assignment.key());
      byPid
          .computeIfAbsent(key.pid(), pid -> new TreeMap<>())
          .put(key.attribute(), key.parse(assignment.value()));
    }
    return byPid;
  }

  /** What the keys of a bundle outside the feature are set to. */
  public PluginDictionaries forPlugin(List<ConfigurationKey> declared) {
    Map<String, ConfigurationKey> byName = new TreeMap<>();
    Map<String, ConfigurationKey> byVariable = new TreeMap<>();
    TreeSet<String> prefixes = new TreeSet<>();
    for (ConfigurationKey key : declared) {
      if (keys.containsKey(key.name())) {
        continue;
      }
      ConfigurationKey named = key.renamed(PLUGIN_PREFIX + key.name());
      byName.put(named.name(), named);
      byVariable.put(named.variable(), named);
      prefixes.add(named.name().substring(0, named.name().length() - key.attribute().length()));
    }
    Map<String, Map<String, Object>> dictionaries = new TreeMap<>();
    List<Problem> problems = new ArrayList<>();
    for (Assignment assignment : pluginAssignments) {
      ConfigurationKey key =
          assignment.source() instanceof Source.Variable variable
              ? byVariable.get(variable.name())
              : byName.get(assignment.key());
      if (key == null) {
        if (prefixes.stream().anyMatch(assignment.key()::startsWith)) {
          problems.add(Keys.unknown(assignment, byName.keySet()));
        }
        continue;
      }
      try {
        dictionaries
            .computeIfAbsent(key.pid(), pid -> new LinkedHashMap<>())
            .put(key.attribute(), key.parse(assignment.value()));
      } catch (IllegalArgumentException e) {
        problems.add(Keys.malformed(assignment, e));
      }
    }
    return new PluginDictionaries(dictionaries, problems);
  }

  /** Whether any key of a plugin is set. */
  public boolean hasPluginKeys() {
    return !pluginAssignments.isEmpty();
  }

  Collection<ConfigurationKey> keys() {
    return keys.values();
  }

  private Setting setting(ConfigurationKey key) {
    Assignment assignment = assigned.get(key.name());
    return assignment == null
        ? new Setting(key, key.defaultValue(), new Source.Default())
        : new Setting(key, Optional.of(assignment.value()), assignment.source());
  }

  /**
   * What a plugin's keys are set to, and what is wrong with them.
   *
   * @param byPid for Configuration Admin
   * @param problems these settings are left out
   */
  public record PluginDictionaries(
      Map<String, Map<String, Object>> byPid, List<Problem> problems) {}
}
