// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Predicate;
import org.chaoschain.api.message.Priority;
import org.chaoschain.message.flow.core.Discipline.Parcel;
import org.chaoschain.testkit.sim.Simulation;

/** A server of constant capacity behind a queue, in virtual time. */
final class Line {
  /** In bytes a second. */
  static final long CAPACITY = 10L << 20;

  private final Discipline discipline;
  private final Random random;
  private final List<Source> sources = new ArrayList<>();
  private final Map<Priority, Long> servedBytes = new EnumMap<>(Priority.class);
  private final Map<Priority, Integer> lost = new EnumMap<>(Priority.class);
  private final List<Stay> stays = new ArrayList<>();
  private long servedInAll;
  private long mostQueued;
  private long lowGap;
  private long longestLowGap;

  /**
   * Someone who sends.
   *
   * @param share of the capacity that he offers
   * @param leastBytes of a message
   * @param mostBytes of a message
   */
  record Source(int peer, Priority priority, double share, int leastBytes, int mostBytes) {
    double nanosApart() {
      return (leastBytes + mostBytes) / 2.0 / (share * CAPACITY) * 1e9;
    }
  }

  /** How long a message was under way, being served included. */
  record Stay(int peer, Priority priority, long nanos) {}

  private record Arrival(long atNanos, Source source) {}

  /** A line whose randomness is that of {@code -Dchaoschain.seed=…}, which it prints. */
  Line(Discipline discipline) {
    this.discipline = discipline;
    long seed = Long.getLong(Simulation.SEED_PROPERTY, 20_261_128L);
    System.out.println(
        discipline.getClass().getSimpleName()
            + ": -D"
            + Simulation.SEED_PROPERTY
            + "="
            + seed
            + " repeats this");
    this.random = new Random(seed);
    for (Priority priority : Priority.values()) {
      servedBytes.put(priority, 0L);
      lost.put(priority, 0);
    }
  }

  Line with(Source source) {
    if (source.share() > 0) {
      sources.add(source);
    }
    return this;
  }

  /** Runs for so many seconds of virtual time. */
  Line run(double seconds) {
    PriorityQueue<Arrival> arrivals =
        new PriorityQueue<>((a, b) -> Long.compare(a.atNanos(), b.atNanos()));
    for (Source source : sources) {
      arrivals.add(next(0, source));
    }
    long end = (long) (seconds * 1e9);
    long freeAt = 0;
    while (freeAt < end) {
      while (arrivals.element().atNanos() <= freeAt) {
        Arrival arrival = arrivals.remove();
        offer(arrival);
        arrivals.add(next(arrival.atNanos(), arrival.source()));
      }
      boolean lowWaits = discipline.waits(Priority.LOW);
      Parcel parcel = discipline.poll(freeAt);
      if (parcel == null) {
        freeAt = arrivals.element().atNanos();
      } else {
        count(parcel, lowWaits, freeAt);
        freeAt += (long) (parcel.bytes() * 1e9 / CAPACITY);
      }
    }
    return this;
  }

  private Arrival next(long now, Source source) {
    double apart = -Math.log(1 - random.nextDouble()) * source.nanosApart();
    return new Arrival(now + 1 + (long) apart, source);
  }

  private void offer(Arrival arrival) {
    Source source = arrival.source();
    int bytes = source.leastBytes() + random.nextInt(source.mostBytes() - source.leastBytes() + 1);
    discipline.offer(
        new Parcel(source.peer(), source.priority(), bytes, arrival.atNanos()),
        parcel -> lost.merge(parcel.priority(), 1, Integer::sum));
    mostQueued = Math.max(mostQueued, discipline.bytes());
  }

  private void count(Parcel parcel, boolean lowWaited, long now) {
    servedBytes.merge(parcel.priority(), (long) parcel.bytes(), Long::sum);
    servedInAll += parcel.bytes();
    long served = now + (long) (parcel.bytes() * 1e9 / CAPACITY);
    stays.add(new Stay(parcel.peer(), parcel.priority(), served - parcel.offeredNanos()));
    if (!lowWaited || parcel.priority() == Priority.LOW) {
      lowGap = 0;
    } else {
      lowGap += parcel.bytes();
      longestLowGap = Math.max(longestLowGap, lowGap);
    }
  }

  int lost(Priority priority) {
    return lost.get(priority);
  }

  double share(Priority priority) {
    return servedBytes.get(priority) / (double) servedInAll;
  }

  /** The bytes of others that were served at most while a message of the class low waited. */
  long longestLowGap() {
    return longestLowGap;
  }

  long mostQueued() {
    return mostQueued;
  }

  /** How long 99 of 100 messages were under way at most, in nanoseconds. */
  long p99(Predicate<Stay> which) {
    List<Long> sorted = new ArrayList<>(stays.stream().filter(which).map(Stay::nanos).toList());
    Collections.sort(sorted);
    return sorted.get((int) (sorted.size() * 0.99));
  }
}
