// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.metrics.Sample;
import org.chaoschain.api.metrics.Timer;
import org.chaoschain.api.time.Cancellable;

/** Counts, and tells what it counted. */
final class CountingMetrics implements Metrics {
  private final Map<String, AtomicLong> counters = new TreeMap<>();

  List<String> counted() {
    return counters.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
  }

  @Override
  public Counter counter(String name, String... tags) {
    AtomicLong sum = counters.computeIfAbsent(name + Arrays.toString(tags), k -> new AtomicLong());
    return new Counter() {
      @Override
      public void add(long amount) {
        sum.addAndGet(amount);
      }

      @Override
      public long value() {
        return sum.get();
      }
    };
  }

  @Override
  public Timer timer(String name, String... tags) {
    throw new UnsupportedOperationException("the codec times nothing");
  }

  @Override
  public Cancellable gauge(String name, DoubleSupplier value, String... tags) {
    throw new UnsupportedOperationException("the codec has no gauge");
  }

  @Override
  public List<Sample> samples() {
    return List.of();
  }
}
