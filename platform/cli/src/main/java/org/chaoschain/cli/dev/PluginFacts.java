// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.dev;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /** What was told with the deployment already, or is no news. */
  private static final Set<String> NO_NEWS =
      Set.of(
          "name",
          "version",
          "generation",
          "sha256",
          "source",
          "file",
          "services",
          "capabilities",
          "publisher");

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
    tell("health", plugin, before, now, false);
    tell("quotas", plugin, before, now, true);
  }

  private void tell(
      String kind,
      String plugin,
      Map<String, Object> before,
      Map<String, Object> now,
      boolean quotas) {
    Map<String, Object> news = new LinkedHashMap<>();
    now.forEach(
        (key, value) -> {
          boolean ofQuotas = key.startsWith("quota") || key.equals("use") || key.equals("account");
          boolean same = before != null && value != null && value.equals(before.get(key));
          if (ofQuotas == quotas && !same && !NO_NEWS.contains(key) && !isEmpty(value)) {
            news.put(key, value);
          }
        });
    if (!news.isEmpty()) {
      List<String> words = new ArrayList<>();
      news.forEach((key, value) -> words.add(key + " " + Table.text(value)));
      report.tell(kind, plugin, String.join(", ", words), news);
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
      return Map.of("status", e.getMessage());
    }
  }
}
