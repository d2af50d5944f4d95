// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.peer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What became of all messages of a run, in the order of the answers, which is that in which the
 * node has served them. Safe for use by many threads.
 */
final class Tallies {
  private final Map<String, Tally> tallies = new LinkedHashMap<>();
  private long served;
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

  /** The bytes of all messages that the node has accepted: its time at a set capacity. */
  synchronized long served() {
    return served;
  }

  synchronized void sent(String source) {
    tallies.get(source).sent++;
  }

  /**
   * An answer has come.
   *
   * @param refusal empty if the message was accepted
   * @param nanos since it was due
   * @param servedBefore {@link #served} when it was due
   */
  synchronized void answered(
      String source, int size, String refusal, long nanos, long servedBefore) {
    Tally tally = tallies.get(source);
    if (!refusal.isEmpty()) {
      tally.refused(refusal);
      notifyAll();
      return;
    }
    served += size;
    boolean lowWaits = tallies.values().stream().anyMatch(each -> each.low && each.open() > 0);
    tally.accepted(size, nanos, served - servedBefore);
    gap = tally.low || !lowWaits ? 0 : gap + size;
    longestGap = Math.max(longestGap, gap);
    notifyAll();
  }

  /**
   * Waits until all that a peer took has an answer, of the sources that settle.
   *
   * @param end when it is given up, by {@link System#nanoTime}
   */
  synchronized void awaitAnswers(long end) throws InterruptedException {
    while (tallies.values().stream().anyMatch(Tally::waits)) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  /** How things stand: by source, and for how many bytes of others low has waited at most. */
  synchronized Map<String, Object> toJson() {
    Map<String, Object> sources = new LinkedHashMap<>();
    tallies.forEach((name, tally) -> sources.put(name, tally.toJson()));
    return Map.of("sources", sources, "low_gap_bytes", longestGap);
  }
}
