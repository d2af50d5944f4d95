// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system;

import java.time.Duration;
import java.util.SortedMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Sample;
import org.chaoschain.api.metrics.Timer;

/** A meter and how it is read. */
sealed interface Meter {
  Stream<Sample> read(String name, SortedMap<String, String> tags);

  /** A sum. */
  final class Count implements Meter, Counter {
    private final LongAdder sum = new LongAdder();

    @Override
    public void add(long amount) {
      if (amount < 0) {
        throw new IllegalArgumentException("a counter only grows; the amount is " + amount);
      }
      sum.add(amount);
    }

    @Override
    public long value() {
      return sum.sum();
    }

    @Override
    public Stream<Sample> read(String name, SortedMap<String, String> tags) {
      return Stream.of(new Sample(name, tags, Sample.Kind.COUNTER, value()));
    }
  }

  /** Durations, kept in nanoseconds. */
  final class Durations implements Meter, Timer {
    private final LongAdder count = new LongAdder();
    private final LongAdder total = new LongAdder();
    private final LongAccumulator max = new LongAccumulator(Long::max, 0);

    @Override
    public void record(Duration duration) {
      if (duration.isNegative()) {
        throw new IllegalArgumentException("a duration is zero or more, not " + duration);
      }
      long nanos = duration.toNanos();
      count.increment();
      total.add(nanos);
      max.accumulate(nanos);
    }

    @Override
    public long count() {
      return count.sum();
    }

    @Override
    public Duration total() {
      return Duration.ofNanos(total.sum());
    }

    @Override
    public Duration max() {
      return Duration.ofNanos(max.get());
    }

    @Override
    public Stream<Sample> read(String name, SortedMap<String, String> tags) {
      return Stream.of(
          new Sample(name + ".count", tags, Sample.Kind.COUNTER, count()),
          new Sample(name + ".total.seconds", tags, Sample.Kind.COUNTER, total.sum() / 1e9),
          new Sample(name + ".max.seconds", tags, Sample.Kind.GAUGE, max.get() / 1e9));
    }
  }

  /** A value that is read when asked; one that fails reads as not a number. */
  record Gauge(DoubleSupplier value) implements Meter {
    @Override
    public Stream<Sample> read(String name, SortedMap<String, String> tags) {
      double now;
      try {
        now = value.getAsDouble();
      } catch (RuntimeException e) {
        now = Double.NaN;
      }
      return Stream.of(new Sample(name, tags, Sample.Kind.GAUGE, now));
    }
  }
}
