// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.account;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.isolation.Capability;
import org.chaoschain.api.metrics.Metrics;

/** Counts and tells what plugins do beyond what they may. Safe for use by many threads. */
final class AccountJournal {
  /** The most lines of a stack that an event carries. */
  static final int STACK = 24;

  // names of plugins in tags; more are counted together
  private static final int MOST_NAMES = 256;

  private final Events events;
  private final Metrics metrics;
  private final Set<String> names = ConcurrentHashMap.newKeySet();
  private volatile BiConsumer<String, String> troubled = (plugin, reason) -> {};

  AccountJournal(Events events, Metrics metrics) {
    this.events = events;
    this.metrics = metrics;
  }

  void onTroubled(BiConsumer<String, String> listener) {
    troubled = listener;
  }

  void refused(String plugin, QuotaKind quota) {
    metrics
        .counter("plugins.quota.refused", "plugin", tag(plugin), "quota", quota.key())
        .increment();
  }

  void failed(String plugin) {
    metrics.counter("plugins.failures", "plugin", tag(plugin)).increment();
  }

  void forbidden(String plugin, Capability capability) {
    metrics.counter("plugins.capabilities.refused", "plugin", tag(plugin)).increment();
    events.publish(
        new Event(
            Event.Category.SECURITY,
            Event.Severity.WARNING,
            "plugin.capability",
            "Plugin %s wanted %s and was refused: its manifest does not declare it"
                .formatted(plugin, capability),
            Map.of("name", plugin, "capability", capability.toString())));
  }

  void slow(String plugin, String what, Duration took, Duration allowed, String stack) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("name", plugin);
    details.put("what", what);
    details.put("took_ms", Long.toString(took.toMillis()));
    if (!stack.isEmpty()) {
      details.put("stack", stack);
    }
    events.publish(
        Event.warning(
            "plugin.slow",
            "Plugin %s: %s %s %d ms, beyond the quota handler.time of %d ms; the key extension.plugins.quota.handler.time changes it"
                .formatted(
                    plugin,
                    what,
                    stack.isEmpty() ? "took" : "has been running for",
                    took.toMillis(),
                    allowed.toMillis()),
            details));
  }

  /** A call is not waited for any more. */
  void hung(String plugin, String what, String why, String stack) {
    metrics.counter("plugins.calls.hung", "plugin", tag(plugin)).increment();
    events.publish(
        new Event(
            Event.Category.OPERATION,
            Event.Severity.CRITICAL,
            "plugin.hung",
            "Plugin %s: %s; its thread is lost until the node starts anew".formatted(plugin, why),
            Map.of("name", plugin, "what", what, "stack", stack)));
  }

  /** It has failed too often. */
  void troubled(String plugin, String reason) {
    troubled.accept(plugin, reason);
  }

  private String tag(String plugin) {
    if (names.contains(plugin) || names.size() < MOST_NAMES) {
      names.add(plugin);
      return plugin;
    }
    return "other";
  }
}
