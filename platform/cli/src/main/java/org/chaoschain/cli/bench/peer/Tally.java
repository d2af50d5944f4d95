// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.peer;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.chaoschain.api.message.Priority;

/** What became of the messages of a source. Guarded by the {@link Tallies} it belongs to. */
final class Tally {
  private static final double NANOS_A_MILLI = 1e6;

  final boolean low;
  final boolean settles;
  long offered;
  long withheld;
  long sent;
  long accepted;
  long bytes;
  private final Map<String, Long> refused = new TreeMap<>();
  private long[] times = new long[1024];
  private long[] waits = new long[1024];
  private int timed;

  Tally(Source source) {
    this.low = source.priority() == Priority.LOW;
    this.settles = source.settles();
  }

  void accepted(int size, long nanos, long servedMeanwhile) {
    accepted++;
    bytes += size;
    if (timed == times.length) {
      times = Arrays.copyOf(times, timed * 2);
      waits = Arrays.copyOf(waits, timed * 2);
    }
    waits[timed] = servedMeanwhile;
    times[timed++] = nanos;
  }

  void refused(String reason) {
    refused.merge(reason, 1L, Long::sum);
  }

  /** Messages that were sent and have no answer. */
  long open() {
    return sent - answered();
  }

  /** Whether an answer is to be waited for: of all that its peers took. */
  boolean waits() {
    return settles && offered - withheld > answered();
  }

  private long answered() {
    return accepted + refused.values().stream().mapToLong(Long::longValue).sum();
  }

  Map<String, Object> toJson() {
    long[] sorted = sorted(times);
    long[] sortedWaits = sorted(waits);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("offered", offered);
    json.put("withheld", withheld);
    json.put("sent", sent);
    json.put("accepted", accepted);
    json.put("accepted_bytes", bytes);
    json.put("refused", Map.copyOf(refused));
    json.put("unanswered", open());
    json.put("p50_ms", millis(percentile(sorted, 0.5)));
    json.put("p99_ms", millis(percentile(sorted, 0.99)));
    json.put("p50_bytes", percentile(sortedWaits, 0.5));
    json.put("p99_bytes", percentile(sortedWaits, 0.99));
    return json;
  }

  private long[] sorted(long[] values) {
    long[] sorted = Arrays.copyOf(values, timed);
    Arrays.sort(sorted);
    return sorted;
  }

  private static double millis(long nanos) {
    return Math.round(nanos / NANOS_A_MILLI * 100) / 100.0;
  }

  /** By the nearest rank. */
  private static long percentile(long[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(share * sorted.length) - 1];
  }
}
