// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.metrics.Sample;
import org.chaoschain.api.metrics.Timer;
import org.chaoschain.api.time.Cancellable;

/**
 * The counters of all nodes of a run together, for one thread: plain numbers, since the cores count
 * at every message.
 */
final class RunMetrics implements Metrics {
  private final Map<String, PlainCounter> counters = new HashMap<>();

  /** The value of a counter; 0 if nobody counts that. */
  long count(String name, String... tags) {
    PlainCounter counter = counters.get(key(name, tags));
    return counter == null ? 0 : counter.value;
  }

  @Override
  public Counter counter(String name, String... tags) {
    return counters.computeIfAbsent(key(name, tags), key -> new PlainCounter());
  }

  @Override
  public Timer timer(String name, String... tags) {
    return new Timer() {
      private long count;
      private Duration total = Duration.ZERO;
      private Duration max = Duration.ZERO;

      @Override
      public void record(Duration duration) {
        count++;
        total = total.plus(duration);
        max = max.compareTo(duration) < 0 ? duration : max;
      }

      @Override
      public long count() {
        return count;
      }

      @Override
      public Duration total() {
        return total;
      }

      @Override
      public Duration max() {
        return max;
      }
    };
  }

  @Override
  public Cancellable gauge(String name, DoubleSupplier value, String... tags) {
    return () -> false;
  }

  @Override
  public List<Sample> samples() {
    return List.of();
  }

  private static String key(String name, String... tags) {
    return name + Arrays.toString(tags);
  }

  private static final class PlainCounter implements Counter {
    private long value;

    @Override
    public void add(long amount) {
      value += amount;
    }

    @Override
    public long value() {
      return value;
    }
  }
}
