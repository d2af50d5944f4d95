// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.net;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a benchmark went.
 *
 * @param benchmark which one
 * @param library whose processes it were
 * @param values one of each run, smallest first; at least one
 */
public record NetResult(Benchmark benchmark, String library, List<Double> values) {
  private static final double DIGITS = 100;

  /** Sorts the values. */
  public NetResult {
    values = values.stream().sorted().toList();
  }

  /** The middle value; of an even number of values the mean of the two in the middle. */
  public double median() {
    int size = values.size();
    return (values.get((size - 1) / 2) + values.get(size / 2)) / 2;
  }

  /** The smallest value. */
  public double min() {
    return values.get(0);
  }

  /** The largest value. */
  public double max() {
    return values.get(values.size() - 1);
  }

  /** The object of {@code --json}. */
  public Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("bench", benchmark.word());
    json.put("library", library);
    json.put("unit", benchmark.unit());
    json.put("median", rounded(median()));
    json.put("min", rounded(min()));
    json.put("max", rounded(max()));
    json.put("runs", values.size());
    return json;
  }

  /** For people. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "%-10s  %-10s  %,.1f %s (%,.1f to %,.1f in %d runs%s)",
        benchmark.word(),
        library,
        median(),
        benchmark.unit(),
        min(),
        max(),
        values.size(),
        benchmark.remark(median()));
  }

  private static double rounded(double value) {
    return Math.round(value * DIGITS) / DIGITS;
  }
}
