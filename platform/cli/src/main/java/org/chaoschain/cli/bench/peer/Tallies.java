// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.peer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of all messages of a run, in the order of the answers, which is that in which the
 * node has served them. Safe for use by many threads.
 */
final class Tallies {
  private final Map<String, Tally> tallies = new LinkedHashMap<>();
  private long gap;
  private long longestGap;

  Tallies(List<Source> sources) {
    sources.forEach(source -> tallies.put(source.name(), new Tally(source)));
  }

  /** A message is due; it was taken by its peer, or the peer could not take more. */
  synchronized void offered(String source, boolean taken) {
    Tally tally = tallies.get(source);
    tally.offered++;
    tally.withheld += taken ? 0 : 1;
  }

  synchronized void sent(String source) {
    tallies.get(source).sent++;
  }

  /**
   * An answer has come.
   *
   * @param refusal empty if the message was accepted
   * @param nanos since it was due
   */
  synchronized void answered(String source, int size, String refusal, long nanos) {
    Tally tally = tallies.get(source);
    if (!refusal.isEmpty()) {
      tally.refused(refusal);
      return;
    }
    boolean lowWaits = tallies.values().stream().anyMatch(each -> each.low && each.open() > 0);
    tally.accepted(size, nanos);
    gap = tally.low || !lowWaits ? 0 : gap + size;
    longestGap = Math.max(longestGap, gap);
  }

  /** How many messages have no answer, of those that are waited for. */
  synchronized long missing() {
    return tallies.values().stream().filter(tally -> tally.settles).mapToLong(Tally::missing).sum();
  }

  /** How things stand: by source, and for how many bytes of others low has waited at most. */
  synchronized Map<String, Object> toJson() {
    Map<String, Object> sources = new LinkedHashMap<>();
    tallies.forEach((name, tally) -> sources.put(name, tally.toJson()));
    return Map.of("sources", sources, "low_gap_bytes", longestGap);
  }
}
