// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.isolation.Capability;
import org.chaoschain.api.plugin.Health;
import org.chaoschain.extension.plugins.internal.account.AccountUse;
import org.chaoschain.extension.plugins.internal.account.Accounts;
import org.chaoschain.extension.plugins.internal.file.PluginRecord;
import org.chaoschain.extension.plugins.internal.gate.PluginBundle;
import org.chaoschain.extension.plugins.internal.gate.PluginBundles;
import org.chaoschain.extension.plugins.internal.health.HealthWatch;
import org.chaoschain.extension.plugins.internal.leak.LeakWatch;
import org.chaoschain.extension.plugins.internal.state.DataFolders;

/** Everything that is known of a plugin, for {@code plugin.show}. Safe for use by many threads. */
record Portrait(
    Memory memory,
    PluginBundles bundles,
    Accounts accounts,
    HealthWatch health,
    LeakWatch leaks,
    DataFolders folders,
    TrustGate trust) {

  /** How it is; critical while it is in quarantine. */
  Health health(RunningPlugin plugin) {
    return plugin.quarantined()
        ? new Health(Health.Status.CRITICAL, "it is in quarantine: " + plugin.failure())
        : health.of(plugin.desired().name());
  }

  AccountUse use(String plugin) {
    return accounts.use(plugin);
  }

  List<LeakWatch.Leak> leaks(String plugin) {
    return leaks.of(plugin);
  }

  Map<String, Object> of(RunningPlugin plugin, Explanations.Explanation now) {
    String name = plugin.desired().name();
    PluginRecord record = memory.record(name);
    Optional<PluginBundle> bundle = plugin.bundle().flatMap(each -> bundles.of(each.getBundleId()));
    Health own = health(plugin);
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", name);
    map.put("version", plugin.desired().version().toString());
    map.put("state", now.state());
    map.put("reasons", now.reasons());
    map.put("health", own.status().name().toLowerCase(Locale.ROOT));
    map.put("health_reason", own.reason());
    map.put("generation", plugin.desired().generation());
    map.put("sha256", plugin.desired().sha256());
    map.put("source", plugin.desired().file().toString());
    map.put("publisher", trust.publisher(plugin.desired()));
    map.put("highest_version", record.highest().toString());
    map.put("services", plugin.bundle().map(Headers::services).map(List::copyOf).orElse(List.of()));
    map.put(
        "capabilities",
        bundle.map(PluginBundle::capabilities).orElse(List.of()).stream()
            .map(Capability::toString)
            .toList());
    map.put("quotas", accounts.use(name).toMap());
    map.put("state_version", record.stateVersion());
    map.put("data_bytes", folders.bytes(name));
    map.put(
        "rejected",
        record
            .rejected()
            .map(each -> "%s %s: %s".formatted(each.version(), each.sha256(), each.reason()))
            .orElse(""));
    map.put("history", history(record));
    map.put(
        "leaked",
        leaks.of(name).stream()
            .map(
                leak ->
                    "generation %d (%s), threads: %s"
                        .formatted(
                            leak.generation(),
                            leak.version(),
                            leak.threads().isEmpty()
                                ? "none seen"
                                : String.join(", ", leak.threads())))
            .toList());
    return map;
  }

  private static List<Map<String, Object>> history(PluginRecord record) {
    List<Map<String, Object>> history = new ArrayList<>();
    for (PluginRecord.Generation each : record.history()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("generation", each.number());
      map.put("version", each.version().toString());
      map.put("at", each.at().toString());
      map.put("took_ms", each.tookMillis());
      map.put("outcome", each.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'));
      map.put("reason", each.reason());
      history.add(map);
    }
    return history;
  }
}
