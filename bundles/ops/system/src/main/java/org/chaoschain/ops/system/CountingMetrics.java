// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.metrics.Sample;
import org.chaoschain.api.metrics.Timer;
import org.chaoschain.api.time.Cancellable;

/** Keeps meters in memory, up to a number of them. Safe for use by many threads. */
public final class CountingMetrics implements Metrics {
  /** The number of meters a node keeps unless its configuration says otherwise. */
  public static final int DEFAULT_MAX_METERS = 10_000;

  private static final Comparator<Sample> ORDER =
      Comparator.comparing(Sample::name).thenComparing(sample -> sample.tags().toString());

  private final Map<MeterName, Meter> meters = new ConcurrentHashMap<>();
  private final AtomicInteger size = new AtomicInteger();
  private final int maxMeters;
  private final Meter.Count refused;

  /**
   * Without meters at first.
   *
   * @param maxMeters meters that are listed, 1 or more; the key {@code ops.system.max.meters}
   */
  public CountingMetrics(int maxMeters) {
    if (maxMeters < 1) {
      throw new IllegalArgumentException("ops.system.max.meters is 1 or more, not " + maxMeters);
    }
    this.maxMeters = maxMeters;
    refused = new Meter.Count();
    meters.put(MeterName.of(Meter.Count.class, "metrics.meters.refused"), refused);
  }

  @Override
  public Counter counter(String name, String... tags) {
    return meter(MeterName.of(Meter.Count.class, name, tags), Meter.Count::new);
  }

  @Override
  public Timer timer(String name, String... tags) {
    return meter(MeterName.of(Meter.Durations.class, name, tags), Meter.Durations::new);
  }

  @Override
  public Cancellable gauge(String name, DoubleSupplier value, String... tags) {
    MeterName id = MeterName.of(Meter.Gauge.class, name, tags);
    Meter.Gauge gauge = new Meter.Gauge(value);
    if (meters.replace(id, gauge) == null) {
      if (!reserve()) {
        return () -> false;
      }
      if (meters.put(id, gauge) != null) {
        size.decrementAndGet();
      }
    }
    return () -> {
      boolean removed = meters.remove(id, gauge);
      if (removed) {
        size.decrementAndGet();
      }
      return removed;
    };
  }

  @Override
  public List<Sample> samples() {
    return meters.entrySet().stream()
        .flatMap(entry -> samples(entry.getKey(), entry.getValue()))
        .sorted(ORDER)
        .toList();
  }

  private static Stream<Sample> samples(MeterName id, Meter meter) {
    return meter.read(id.name(), id.tags());
  }

  private <M extends Meter> M meter(MeterName id, Supplier<M> make) {
    Meter known = meters.get(id);
    if (known == null) {
      M fresh = make.get();
      if (!reserve()) {
        return fresh;
      }
      known = meters.putIfAbsent(id, fresh);
      if (known == null) {
        return fresh;
      }
      size.decrementAndGet();
    }
    @SuppressWarnings("unchecked") // the name carries the kind of meter
    M same = (M) known;
    return same;
  }

  private boolean reserve() {
    if (size.incrementAndGet() <= maxMeters) {
      return true;
    }
    size.decrementAndGet();
    refused.increment();
    return false;
  }
}
