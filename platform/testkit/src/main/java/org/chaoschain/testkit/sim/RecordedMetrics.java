// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.metrics.Sample;
import org.chaoschain.api.metrics.Timer;
import org.chaoschain.api.time.Cancellable;

/** Meters in memory, for a test to look at. Safe for use by many threads. */
public final class RecordedMetrics implements Metrics {
  private final ConcurrentNavigableMap<String, AtomicLong> counters = new ConcurrentSkipListMap<>();
  private final ConcurrentNavigableMap<String, RecordedTimer> timers =
      new ConcurrentSkipListMap<>();
  private final ConcurrentNavigableMap<String, DoubleSupplier> gauges =
      new ConcurrentSkipListMap<>();

  /** Starts without meters. */
  public RecordedMetrics() {}

  /** The value of a counter; 0 if nobody has asked for it yet. */
  public long count(String name, String... tags) {
    AtomicLong counter = counters.get(key(name, tags));
    return counter == null ? 0 : counter.get();
  }

  /** How often the limit with this configuration key has refused something. */
  public long refusals(String key) {
    return count("limit.refused", "key", key);
  }

  /** The value of a gauge; 0 if there is none. */
  public double gaugeValue(String name, String... tags) {
    DoubleSupplier gauge = gauges.get(key(name, tags));
    return gauge == null ? 0 : gauge.getAsDouble();
  }

  @Override
  public Counter counter(String name, String... tags) {
    AtomicLong value = counters.computeIfAbsent(key(name, tags), key -> new AtomicLong());
    return new Counter() {
      @Override
      public void add(long amount) {
        if (amount < 0) {
          throw new IllegalArgumentException(name + " only grows; " + amount + " cannot be added");
        }
        value.addAndGet(amount);
      }

      @Override
      public long value() {
        return value.get();
      }
    };
  }

  @Override
  public Timer timer(String name, String... tags) {
    return timers.computeIfAbsent(key(name, tags), key -> new RecordedTimer());
  }

  @Override
  public Cancellable gauge(String name, DoubleSupplier value, String... tags) {
    String key = key(name, tags);
    gauges.put(key, value);
    return () -> gauges.remove(key, value);
  }

  @Override
  public List<Sample> samples() {
    List<Sample> samples = new ArrayList<>();
    counters.forEach(
        (key, value) -> samples.add(sample(key, "", Sample.Kind.COUNTER, (double) value.get())));
    gauges.forEach(
        (key, value) -> samples.add(sample(key, "", Sample.Kind.GAUGE, value.getAsDouble())));
    timers.forEach(
        (key, timer) -> {
          samples.add(sample(key, ".count", Sample.Kind.COUNTER, (double) timer.count()));
          samples.add(
              sample(key, ".total.seconds", Sample.Kind.COUNTER, timer.total().toNanos() / 1e9));
          samples.add(sample(key, ".max.seconds", Sample.Kind.GAUGE, timer.max().toNanos() / 1e9));
        });
    return samples;
  }

  private static Sample sample(String key, String suffix, Sample.Kind kind, double value) {
    String[] parts = key.split("\n", -1);
    SortedMap<String, String> tags = new TreeMap<>();
    for (int i = 1; i + 1 < parts.length; i += 2) {
      tags.put(parts[i], parts[i + 1]);
    }
    return new Sample(parts[0] + suffix, tags, kind, value);
  }

  private static String key(String name, String... tags) {
    if (tags.length % 2 != 0) {
      throw new IllegalArgumentException(name + " has a tag without a value");
    }
    SortedMap<String, String> sorted = new TreeMap<>();
    for (int i = 0; i < tags.length; i += 2) {
      sorted.put(tags[i], tags[i + 1]);
    }
    StringBuilder key = new StringBuilder(name);
    sorted.forEach((tag, value) -> key.append('\n').append(tag).append('\n').append(value));
    return key.toString();
  }

  private static final class RecordedTimer implements Timer {
    private long count;
    private Duration total = Duration.ZERO;
    private Duration max = Duration.ZERO;

    @Override
    public synchronized void record(Duration duration) {
      count++;
      total = total.plus(duration);
      max = max.compareTo(duration) < 0 ? duration : max;
    }

    @Override
    public synchronized long count() {
      return count;
    }

    @Override
    public synchronized Duration total() {
      return total;
    }

    @Override
    public synchronized Duration max() {
      return max;
    }
  }
}
