// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a benchmark of hot swaps went.
 *
 * @param kind what was swapped
 * @param verdict what became of the messages
 * @param swaps updates that were done
 * @param pause the longest gap between handled messages in the time of each swap
 * @param baseline the same in as long times without a swap, in the same run
 * @param rate messages a second that were handled on average
 * @param micros processor time of both nodes for one message, in microseconds
 * @param swapMillis how long an update took on average, from the order to its answer
 * @param refusal the most common reason of a refusal
 */
public record SwapResult(
    String kind,
    Ledger.Verdict verdict,
    int swaps,
    Gaps pause,
    Gaps baseline,
    double rate,
    double micros,
    double swapMillis,
    Optional<String> refusal)
    implements BenchResult {
  @Override
  public boolean good() {
    return verdict.good();
  }

  @Override
  public Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", kind);
    json.put("accepted", verdict.accepted());
    json.put("handled", verdict.handled());
    json.put("lost", verdict.lost());
    json.put("duplicated", verdict.duplicated());
    json.put("out_of_order", verdict.outOfOrder());
    json.put("unexpected", verdict.unexpected());
    json.put("uncertain", verdict.uncertain());
    json.put("refused", verdict.refused());
    refusal.ifPresent(reason -> json.put("refusal", reason));
    json.put("swaps", swaps);
    json.put("generations", verdict.generations());
    json.put("pause_ms", gaps(pause));
    json.put("baseline_ms", gaps(baseline));
    json.put("rate", Math.round(rate));
    json.put("processor_us", Math.round(micros));
    json.put("swap_ms", rounded(swapMillis));
    return json;
  }

  private static Map<String, Object> gaps(Gaps gaps) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("p50", rounded(gaps.percentile(0.5)));
    json.put("p99", rounded(gaps.percentile(0.99)));
    json.put("max", rounded(gaps.max()));
    return json;
  }

  @Override
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: %d swaps by updates of its plugin, %.0f messages a second from another node"
            .formatted(kind, swaps, rate));
    lines.add(
        "  accepted %d · handled %d, by %d generations"
            .formatted(verdict.accepted(), verdict.handled(), verdict.generations()));
    lines.add(
        "  lost %d · handled twice %d · out of order %d · handled though not accepted %d"
            .formatted(
                verdict.lost(), verdict.duplicated(), verdict.outOfOrder(), verdict.unexpected()));
    lines.add(
        "  refused %d%s · without an answer %d"
            .formatted(
                verdict.refused(),
                refusal.map(r -> " (" + r + ")").orElse(""),
                verdict.uncertain()));
    lines.add("  longest gap between handled messages");
    lines.add("    in the time of a swap     " + text(pause));
    lines.add("    in as long a time without " + text(baseline));
    lines.add(
        String.format(
            Locale.ROOT,
            "  an update took %.0f ms on average; a message took %.0f us of processor time, both"
                + " nodes together",
            swapMillis,
            micros));
    lines.add(
        good()
            ? "each accepted message was handled exactly once, and in the order of its sender"
            : "NOT WELL: messages were lost, repeated, or out of order");
    return lines;
  }

  private static String text(Gaps gaps) {
    return String.format(
        Locale.ROOT,
        "%.1f ms (median), %.1f ms (p99), %.1f ms (longest of %d)",
        gaps.percentile(0.5),
        gaps.percentile(0.99),
        gaps.max(),
        gaps.windows());
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
