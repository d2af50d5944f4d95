// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a benchmark of priorities went.
 *
 * @param options it was run with
 * @param kept high within the capacity beside much more of the rest
 * @param starving high far beyond the capacity beside low
 * @param calm honest peers alone, in each round
 * @param flooded the same beside one that floods, in each round
 * @param peakBytes the most that waited to be verified, as it is charged
 * @param lost what the node lost, by type, class and reason
 * @param pauses how often the node stopped to read a peer
 */
public record PriorityResult(
    PriorityOptions options,
    Load kept,
    Load starving,
    List<Load> calm,
    List<Load> flooded,
    long peakBytes,
    Map<String, Long> lost,
    long pauses)
    implements BenchResult {
  private static final double LEAST_SHARE = 0.02;
  private static final long MOST_GAP = 100L * PriorityBench.LARGEST;
  private static final double MOST_SLOWDOWN = 2;

  /**
   * What became of the messages of one load.
   *
   * @param sources the figures of each source
   * @param lowGapBytes for how many bytes of others low waited at most
   * @param disconnected peers whose stream the node had ended
   */
  public record Load(
      Map<String, Map<String, Object>> sources, long lowGapBytes, long disconnected) {
    static Load of(Map<String, Object> answer) {
      Map<?, ?> run = (Map<?, ?>) answer.get("run");
      Map<String, Map<String, Object>> sources = new LinkedHashMap<>();
      ((Map<?, ?>) run.get("sources"))
          .forEach(
              (name, figures) -> {
                Map<String, Object> copy = new LinkedHashMap<>();
                ((Map<?, ?>) figures).forEach((key, value) -> copy.put(String.valueOf(key), value));
                sources.put(String.valueOf(name), copy);
              });
      return new Load(
          sources,
          ((Number) run.get("low_gap_bytes")).longValue(),
          ((Number) answer.get("disconnected")).longValue());
    }

    double number(String source, String figure) {
      return ((Number) sources.get(source).get(figure)).doubleValue();
    }

    /** The part of the accepted bytes that was of one source. */
    double share(String source) {
      double all = 0;
      for (String each : sources.keySet()) {
        all += number(each, "accepted_bytes");
      }
      return all == 0 ? 0 : number(source, "accepted_bytes") / all;
    }

    Map<String, Object> toJson() {
      Map<String, Object> json = new LinkedHashMap<>(sources);
      json.put("low_gap_bytes", lowGapBytes);
      json.put("disconnected", disconnected);
      return json;
    }
  }

  /** Messages of the class high that were due or sent, and not accepted. */
  long highLost() {
    return (long) (kept.number("high", "offered") - kept.number("high", "accepted"));
  }

  /** The least share of the bytes that low had. */
  double lowShare() {
    return Math.min(kept.share("low"), starving.share("low"));
  }

  /** For how many bytes of others low waited at most. */
  long lowGapBytes() {
    return Math.max(kept.lowGapBytes(), starving.lowGapBytes());
  }

  /**
   * How many times longer honest peers waited beside one that floods: in each round the p99 in
   * bytes served, beside the flood and alone with the same messages at the same times; of the
   * rounds the median.
   */
  double slowdown() {
    return median(factors());
  }

  private List<Double> factors() {
    List<Double> factors = new ArrayList<>();
    for (int round = 0; round < calm.size(); round++) {
      double alone = calm.get(round).number("honest", "p99_bytes");
      factors.add(flooded.get(round).number("honest", "p99_bytes") / alone);
    }
    return factors;
  }

  private static double median(List<Load> rounds, String figure) {
    return median(rounds.stream().map(load -> load.number("honest", figure)).toList());
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** Messages of honest peers that were due and not accepted, beside one that floods. */
  private long honestLost() {
    return flooded.stream()
        .mapToLong(
            load -> (long) (load.number("honest", "offered") - load.number("honest", "accepted")))
        .sum();
  }

  @Override
  public boolean good() {
    return highLost() == 0
        && lowShare() >= LEAST_SHARE
        && lowGapBytes() <= MOST_GAP
        && slowdown() <= MOST_SLOWDOWN
        && honestLost() == 0
        && peakBytes <= PriorityBench.CAP;
  }

  @Override
  public Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("good", good());
    json.put("capacity_bytes_per_second", options.capacity());
    json.put("seconds_each", options.time().toSeconds());
    json.put("seed", options.seed());
    json.put("peers", PriorityBench.PEERS);
    json.put("high_at_85_percent_offered", kept.number("high", "offered"));
    json.put("high_at_85_percent_lost", highLost());
    json.put("low_share_of_bytes", rounded(lowShare()));
    json.put("low_head_waits_bytes", lowGapBytes());
    json.put("low_head_may_wait_bytes", MOST_GAP);
    json.put("honest_p50_ms", median(calm, "p50_ms"));
    json.put("honest_p50_ms_beside_flood", median(flooded, "p50_ms"));
    json.put("honest_p99_ms", median(calm, "p99_ms"));
    json.put("honest_p99_ms_beside_flood", median(flooded, "p99_ms"));
    json.put("honest_p99_bytes", median(calm, "p99_bytes"));
    json.put("honest_p99_bytes_beside_flood", median(flooded, "p99_bytes"));
    json.put("slowdown_of_rounds", factors().stream().map(PriorityResult::rounded).toList());
    json.put("honest_lost_beside_flood", honestLost());
    json.put("flood_slowdown", rounded(slowdown()));
    json.put("queued_bytes_peak", peakBytes);
    json.put("queued_bytes_cap", PriorityBench.CAP);
    json.put("pauses", pauses);
    json.put("lost", lost);
    Map<String, Object> loads = new LinkedHashMap<>();
    loads.put("high_85", kept.toJson());
    loads.put("high_1000", starving.toJson());
    loads.put("honest", calm.stream().map(Load::toJson).toList());
    loads.put("honest_and_flood", flooded.stream().map(Load::toJson).toList());
    json.put("loads", loads);
    return json;
  }

  @Override
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        text(
            "high at 85 %% of the capacity, beside ten times as much: %.0f offered, %d lost",
            kept.number("high", "offered"), highLost()));
    lines.add(
        text(
            "low at ten times the capacity: %.1f %% of the bytes (2 %% or more); its head waited"
                + " for %d bytes (%d or less)",
            lowShare() * 100, lowGapBytes(), MOST_GAP));
    lines.add(
        text(
            "49 honest peers, p99: %.0f bytes served (%.1f ms); beside one that floods: %.0f (%.1f"
                + " ms); times %.2f (2 or less), in the rounds %s",
            median(calm, "p99_bytes"),
            median(calm, "p99_ms"),
            median(flooded, "p99_bytes"),
            median(flooded, "p99_ms"),
            slowdown(),
            factors().stream().map(factor -> text("%.2f", factor)).toList()));
    lines.add(
        text(
            "queued at most %d bytes of %d; reading was stopped %d times; lost: %s",
            peakBytes, PriorityBench.CAP, pauses, lost.isEmpty() ? "nothing" : lost));
    lines.add(good() ? "all that is promised was kept" : "NOT WELL: see above");
    return lines;
  }

  private static String text(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }

  private static double rounded(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }
}
