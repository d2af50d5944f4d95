// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.dev;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.chaoschain.cli.control.ControlClient;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.cli.terminal.Table;

/**
 * How a plugin is and what it uses, as the node answers to {@code plugin.show}; tells what has
 * changed. For one thread.
 */
final class PluginFacts {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final List<String> HEALTH =
      List.of("state", "reasons", "health", "health_reason", "failures", "leaked");
  private static final List<String> QUOTAS = List.of("quotas");

  private final ControlClient client;
  private final DevReport report;
  private final Map<String, Map<String, Object>> known = new LinkedHashMap<>();

  PluginFacts(ControlClient client, DevReport report) {
    this.client = client;
    this.report = report;
  }

  /** Asks for a plugin, and tells what is different from the last time. */
  void follow(String plugin) {
    Map<String, Object> now = ask(plugin);
    Map<String, Object> before = known.put(plugin, now);
    tell("health", plugin, HEALTH, before == null ? Map.of() : before, now);
    tell("quotas", plugin, QUOTAS, before == null ? Map.of() : before, now);
  }

  private void tell(
      String kind,
      String plugin,
      List<String> keys,
      Map<String, Object> before,
      Map<String, Object> now) {
    if (keys.stream().allMatch(key -> Objects.equals(before.get(key), now.get(key)))) {
      return;
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    List<String> words = new ArrayList<>();
    for (String key : keys) {
      Object value = now.get(key);
      if (!isEmpty(value)) {
        facts.put(key, value);
        words.add(key.replace('_', ' ') + " " + Table.text(value));
      }
    }
    if (!facts.isEmpty()) {
      report.tell(kind, plugin, String.join(", ", words), facts);
    }
  }

  private static boolean isEmpty(Object value) {
    return value == null || value.equals("") || value.equals(List.of()) || value.equals(Map.of());
  }

  private Map<String, Object> ask(String plugin) {
    try {
      List<Map<String, Object>> items =
          client.items("plugin.show", Map.of("name", plugin), PATIENCE);
      return items.isEmpty() ? Map.of() : items.get(0);
    } catch (CliException e) {
      if (e.exitCode() == ExitCode.NOT_FOUND) {
        return Map.of(); // it is not there, or the node is one that cannot tell
      }
      return Map.of("health_reason", e.getMessage());
    }
  }
}
