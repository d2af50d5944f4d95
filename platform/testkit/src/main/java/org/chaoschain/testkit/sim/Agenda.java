// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.sim;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.chaoschain.api.time.Cancellable;

/**
 * What is to be done and when. Tasks of different executors that are due at the same moment are
 * shuffled by the seed; timers that are due at the same moment keep their order.
 */
final class Agenda {
  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private final SplittableRandom order;
  private long sequence;

  Agenda(SplittableRandom order) {
    this.order = order;
  }

  Entry timer(long atNanos, Runnable task) {
    return add(new Entry(atNanos, 0, sequence++, task));
  }

  Entry turn(long atNanos, Runnable task) {
    return add(new Entry(atNanos, order.nextInt(-8, 8), sequence++, task));
  }

  private Entry add(Entry entry) {
    entries.add(entry);
    return entry;
  }

  /** The next entry that was not cancelled, or null. */
  Entry peek() {
    while (!entries.isEmpty() && entries.peek().cancelled) {
      entries.poll();
    }
    return entries.peek();
  }

  /** Takes the next entry that was not cancelled. */
  Entry poll() {
    Entry next = peek();
    entries.poll();
    next.taken = true;
    return next;
  }

  static final class Entry implements Comparable<Entry>, Cancellable {
    final long atNanos;
    final Runnable task;
    private final int rank;
    private final long sequence;
    private boolean cancelled;
    private boolean taken;

    Entry(long atNanos, int rank, long sequence, Runnable task) {
      this.atNanos = atNanos;
      this.rank = rank;
      this.sequence = sequence;
      this.task = task;
    }

    @Override
    public boolean cancel() {
      boolean prevented = !cancelled && !taken;
      cancelled = true;
      return prevented;
    }

    @Override
    public int compareTo(Entry other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      int byRank = byTime != 0 ? byTime : Integer.compare(rank, other.rank);
      return byRank != 0 ? byRank : Long.compare(sequence, other.sequence);
    }
  }
}
