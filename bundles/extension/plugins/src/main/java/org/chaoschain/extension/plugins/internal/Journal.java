// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.metrics.Timer;
import org.chaoschain.extension.plugins.internal.file.DesiredPlugin;
import org.chaoschain.extension.plugins.internal.file.PluginRecord;
import org.chaoschain.extension.plugins.internal.gate.PluginBundle;
import org.osgi.framework.Version;

/** Tells people what happened to plugins, and counts it. */
final class Journal {
  private final Events events;
  private final Counter rejected;
  private final Counter failed;
  private final Counter quarantines;
  private final Counter rollBacks;
  private final Counter refused;
  private final Timer deployments;

  Journal(Events events, Metrics metrics) {
    this.events = events;
    rejected = metrics.counter("plugins.files.rejected");
    failed = metrics.counter("plugins.deployments.failed");
    quarantines = metrics.counter("plugins.quarantines");
    rollBacks = metrics.counter("plugins.rolled.back");
    refused = metrics.counter("plugins.services.refused");
    deployments = metrics.timer("plugins.deployment");
  }

  /**
   * A plugin has come up.
   *
   * @param plan what its plan said
   */
  void deployed(DesiredPlugin plugin, String before, Duration took, PluginPlan plan) {
    deployments.record(took);
    boolean update = !before.isEmpty();
    Map<String, String> details = details(plugin);
    details.putAll(plan.summary());
    details.put("took_ms", Long.toString(took.toMillis()));
    if (update) {
      details.put("before", before);
    }
    audit(
        update ? "plugin.updated" : "plugin.installed",
        update
            ? "Plugin %s was updated from %s to %s"
                .formatted(plugin.name(), before, plugin.version())
            : "Plugin %s %s was installed".formatted(plugin.name(), plugin.version()),
        details);
  }

  void removed(DesiredPlugin plugin, String why, PluginPlan plan) {
    Map<String, String> details = details(plugin);
    details.putAll(plan.summary());
    details.put("reason", why);
    audit(
        "plugin.removed",
        "Plugin %s %s was removed: %s".formatted(plugin.name(), plugin.version(), why),
        details);
  }

  /** Everything runs. */
  void development() {
    events.publish(
        new Event(
            Event.Category.SECURITY,
            Event.Severity.WARNING,
            "plugin.policy",
            "Unsigned plugins run in this node: extension.plugins.policy is any, which is for development",
            Map.of("policy", "any")));
  }

  /** A plugin that ran must not run any more. */
  void withdrawn(DesiredPlugin plugin, String reason) {
    Map<String, String> details = details(plugin);
    details.put("reason", reason);
    events.publish(
        new Event(
            Event.Category.SECURITY,
            Event.Severity.WARNING,
            "plugin.withdrawn",
            "Plugin %s %s was taken down: %s".formatted(plugin.name(), plugin.version(), reason),
            details));
  }

  void rejected(String file, String reason) {
    rejected.increment();
    events.publish(
        Event.warning(
            "plugin.rejected",
            "A plugin file was refused: " + reason,
            Map.of("file", file, "reason", reason)));
  }

  void failed(String plugin, String source, String reason, boolean rolledBack) {
    failed.increment();
    events.publish(
        Event.warning(
            "plugin.failed",
            "Plugin %s did not come up: %s%s"
                .formatted(plugin, reason, rolledBack ? "; the version before runs on" : ""),
            Map.of("name", plugin, "source", source, "reason", reason)));
  }

  void quarantined(DesiredPlugin plugin, PluginRecord.Quarantine why) {
    quarantines.increment();
    Map<String, String> details = details(plugin);
    details.put("reason", why.reason());
    events.publish(
        new Event(
            Event.Category.OPERATION,
            Event.Severity.CRITICAL,
            "plugin.quarantined",
            "Plugin %s %s is in quarantine: %s; its messages wait. Once it is mended: chaos plugin release %s"
                .formatted(plugin.name(), plugin.version(), why.reason(), plugin.name()),
            details));
  }

  void stillQuarantined(DesiredPlugin plugin, PluginRecord.Quarantine why) {
    events.publish(
        new Event(
            Event.Category.OPERATION,
            Event.Severity.CRITICAL,
            "plugin.quarantined",
            "Plugin %s %s is in quarantine since %s: %s; to let it run: chaos plugin release %s"
                .formatted(
                    plugin.name(), plugin.version(), why.since(), why.reason(), plugin.name()),
            details(plugin)));
  }

  void rolledBack(DesiredPlugin bad, Version to, String reason) {
    rollBacks.increment();
    Map<String, String> details = details(bad);
    details.put("reason", reason);
    details.put("to", to.toString());
    events.publish(
        Event.warning(
            "plugin.rolled-back",
            "Plugin %s was rolled back from %s to %s: %s"
                .formatted(bad.name(), bad.version(), to, reason),
            details));
  }

  /** A plugin registers a service that it may not. */
  void refused(PluginBundle plugin, String reason) {
    refused.increment();
    events.publish(
        new Event(
            Event.Category.SECURITY,
            Event.Severity.WARNING,
            "plugin.refused",
            "Plugin %s %s: %s".formatted(plugin.name(), plugin.version(), reason),
            Map.of("name", plugin.name(), "reason", reason)));
  }

  void trouble(String message) {
    events.publish(Event.warning("plugin.store", message, Map.of()));
  }

  private void audit(String type, String message, Map<String, String> details) {
    events.publish(new Event(Event.Category.AUDIT, Event.Severity.INFO, type, message, details));
  }

  private static Map<String, String> details(DesiredPlugin plugin) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("name", plugin.name());
    details.put("version", plugin.version().toString());
    details.put("generation", Integer.toString(plugin.generation()));
    details.put("sha256", plugin.sha256());
    details.put("source", plugin.file().toString());
    return details;
  }
}
