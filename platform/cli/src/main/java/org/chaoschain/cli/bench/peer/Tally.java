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
  private int timed;

  Tally(Source source) {
    this.low = source.priority() == Priority.LOW;
    this.settles = source.settles();
  }

  void accepted(int size, long nanos) {
    accepted++;
    bytes += size;
    if (timed == times.length) {
      times = Arrays.copyOf(times, timed * 2);
    }
    times[timed++] = nanos;
  }

  void refused(String reason) {
    refused.merge(reason, 1L, Long::sum);
  }

  /** Messages that were sent and have no answer. */
  long open() {
    return sent - answered();
  }

  /** Messages that were taken by their peer and have no answer. */
  long missing() {
    return offered - withheld - answered();
  }

  private long answered() {
    return accepted + refused.values().stream().mapToLong(Long::longValue).sum();
  }

  Map<String, Object> toJson() {
    long[] sorted = Arrays.copyOf(times, timed);
    Arrays.sort(sorted);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("offered", offered);
    json.put("withheld", withheld);
    json.put("sent", sent);
    json.put("accepted", accepted);
    json.put("accepted_bytes", bytes);
    json.put("refused", Map.copyOf(refused));
    json.put("unanswered", open());
    json.put("p50_ms", percentile(sorted, 0.5));
    json.put("p99_ms", percentile(sorted, 0.99));
    return json;
  }

  private static double percentile(long[] sorted, double share) {
    if (sorted.length == 0) {
      return 0;
    }
    int rank = (int) Math.ceil(share * sorted.length);
    return Math.round(sorted[rank - 1] / NANOS_A_MILLI * 100) / 100.0;
  }
}
