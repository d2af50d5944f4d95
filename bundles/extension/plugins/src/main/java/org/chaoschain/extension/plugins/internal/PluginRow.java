// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.plugin.Health;
import org.chaoschain.extension.plugins.internal.file.DesiredPlugin;
import org.chaoschain.extension.plugins.internal.file.PluginFile;
import org.chaoschain.extension.plugins.internal.file.Withheld;

/**
 * A line of {@code plugin.list}.
 *
 * @param name symbolic name, or the file's name where nothing else is known
 * @param version or empty
 * @param state {@code active}, {@code unsatisfied}, {@code failed}, {@code rejected}, {@code
 *     waiting}, {@code revoked}, {@code checking}, {@code withheld}, or a bundle's state
 * @param generation 0 if it does not run
 * @param sha256 or empty
 * @param source the file
 * @param reason why it is not active, or empty
 * @param services types of services it has registered
 * @param health how it is
 * @param failures how often it has failed or exceeded a quota since the node started
 * @param leaked generations that were removed and are still in memory
 */
record PluginRow(
    String name,
    String version,
    String state,
    int generation,
    String sha256,
    String source,
    String reason,
    List<String> services,
    Health health,
    long failures,
    int leaked) {

  static PluginRow of(DesiredPlugin plugin, String state, String reason, List<String> services) {
    return new PluginRow(
        plugin.name(),
        plugin.version().toString(),
        state,
        plugin.generation(),
        plugin.sha256(),
        plugin.file().toString(),
        reason,
        services,
        Health.FINE,
        0,
        0);
  }

  /** The same with what is known of it while it runs. */
  PluginRow with(Health newHealth, long newFailures, int newLeaked) {
    return new PluginRow(
        name,
        version,
        state,
        generation,
        sha256,
        source,
        reason,
        services,
        newHealth,
        newFailures,
        newLeaked);
  }

  /** A file that does not run; empty if there is nothing to say of it. */
  static Optional<PluginRow> of(DroppedFile file) {
    Optional<PluginFile> plugin = file.plugin();
    if (file.judged() && file.reason().isEmpty()) {
      return Optional.empty();
    }
    String state = !file.judged() ? "checking" : plugin.isPresent() ? "failed" : file.state();
    return Optional.of(
        new PluginRow(
            plugin.map(PluginFile::name).orElse(file.fileName()),
            plugin.map(each -> each.version().toString()).orElse(""),
            state,
            0,
            plugin.map(PluginFile::sha256).orElse(""),
            file.path().toString(),
            file.judged() ? file.reason() : "it is taken when it is whole and stays as it is",
            List.of(),
            Health.FINE,
            0,
            0));
  }

  static PluginRow of(Withheld file) {
    return new PluginRow(
        file.file().getFileName().toString(),
        "",
        "withheld",
        0,
        file.sha256(),
        file.file().toString(),
        "its plugin was removed here; the file stays because other nodes may read this folder",
        List.of(),
        Health.FINE,
        0,
        0);
  }

  static PluginRow of(WaitingPlugin plugin) {
    return new PluginRow(
        plugin.name(),
        plugin.version(),
        plugin.state(),
        0,
        plugin.sha256(),
        plugin.file().file().toString(),
        plugin.reason(),
        List.of(),
        Health.FINE,
        0,
        0);
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", name);
    map.put("version", version);
    map.put("state", state);
    map.put("generation", generation);
    map.put("sha256", sha256);
    map.put("source", source);
    map.put("reason", reason);
    map.put("services", services);
    map.put("health", generation == 0 ? "" : health.status().name().toLowerCase(Locale.ROOT));
    map.put("health_reason", health.reason());
    map.put("failures", failures);
    map.put("leaked", leaked);
    return map;
  }
}
