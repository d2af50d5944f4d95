// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How the demo went.
 *
 * @param nodes processes that took part
 * @param tally what they recorded
 * @param pluginDeployMs from the first order to the last node's answer; 0 if it was not deployed
 * @param pluginTookOver whether each node rendered the plugin's messages, those that it had parked
 *     included
 */
public record Result(int nodes, Ledger.Tally tally, long pluginDeployMs, boolean pluginTookOver) {
  /** Messages that some node they were for has not delivered. */
  public int lost() {
    return tally.sent() - tally.delivered();
  }

  /** Whether nothing was lost and the plugin took over. */
  public boolean good() {
    return lost() == 0 && pluginTookOver;
  }

  /** The object of {@code --json}. */
  public Map<String, Object> toJson() {
    Map<String, Object> latency = new LinkedHashMap<>();
    latency.put("p50", rounded(tally.p50()));
    latency.put("p99", rounded(tally.p99()));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("nodes", nodes);
    json.put("sent", tally.sent());
    json.put("delivered", tally.delivered());
    json.put("lost", lost());
    json.put("duplicates", tally.duplicates());
    json.put("latency_ms", latency);
    json.put("parked_then_delivered", tally.parkedThenDelivered());
    json.put("plugin_deploy_ms", pluginDeployMs);
    return json;
  }

  /** For people. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("%d nodes, %d messages sent".formatted(nodes, tally.sent()));
    lines.add(
        "  delivered %d · lost %d · duplicates %d"
            .formatted(tally.delivered(), lost(), tally.duplicates()));
    lines.add(
        String.format(
            Locale.ROOT, "  latency %.1f ms (median), %.1f ms (p99)", tally.p50(), tally.p99()));
    lines.add("  deliveries by type " + tally.byType());
    lines.add(
        "  plugin deployed on all nodes in %d ms; %d messages waited for it and were then delivered"
            .formatted(pluginDeployMs, tally.parkedThenDelivered()));
    lines.add(
        "  shown by fallback text %d times, rendered by the plugin %d times"
            .formatted(tally.fallbacks(), tally.rendered()));
    tally.problems().forEach(problem -> lines.add("  problem: " + problem));
    lines.add(
        good()
            ? "nothing was lost, and the plugin took over"
            : "NOT WELL: "
                + (lost() > 0 ? lost() + " messages were lost; " : "")
                + (pluginTookOver ? "" : "the plugin did not take over everywhere"));
    return lines;
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
