// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Sample;
import org.chaoschain.api.metrics.Timer;
import org.chaoschain.api.time.Cancellable;
import org.junit.jupiter.api.Test;

/** Meters are found again by name and tags, bounded in number, and listed in order. */
class CountingMetricsTest {
  private final CountingMetrics metrics = new CountingMetrics(4);

  @Test
  void theSameNameAndTagsGiveTheSameCounterWhateverTheirOrder() {
    Counter counter = metrics.counter("frames", "kind", "data", "peer", "a");
    counter.increment();
    metrics.counter("frames", "peer", "a", "kind", "data").add(2);
    assertThat(counter.value()).isEqualTo(3);
    assertThat(metrics.counter("frames", "kind", "data").value()).isZero();
  }

  @Test
  void aCounterRefusesToShrink() {
    assertThatThrownBy(() -> metrics.counter("frames").add(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  @Test
  void aTimerKeepsCountSumAndLongest() {
    Timer timer = metrics.timer("handshake");
    timer.record(Duration.ofMillis(250));
    timer.record(Duration.ofMillis(750));
    assertThat(timer.count()).isEqualTo(2);
    assertThat(timer.total()).isEqualTo(Duration.ofSeconds(1));
    assertThat(timer.max()).isEqualTo(Duration.ofMillis(750));
    assertThat(value("handshake.count")).isEqualTo(2);
    assertThat(value("handshake.total.seconds")).isEqualTo(1.0);
    assertThat(value("handshake.max.seconds")).isEqualTo(0.75);
  }

  @Test
  void aSecondGaugeReplacesTheFirstAndSurvivesItsRemoval() {
    Cancellable first = metrics.gauge("peers", () -> 1);
    Cancellable second = metrics.gauge("peers", () -> 2);
    assertThat(value("peers")).isEqualTo(2);
    assertThat(first.cancel()).isFalse();
    assertThat(value("peers")).isEqualTo(2);
    assertThat(second.cancel()).isTrue();
    assertThat(metrics.samples()).noneMatch(sample -> sample.name().equals("peers"));
  }

  @Test
  void aGaugeThatFailsReadsAsNotANumber() {
    metrics.gauge(
        "broken",
        () -> {
          throw new IllegalStateException("thrown by a test");
        });
    assertThat(value("broken")).isNaN();
  }

  @Test
  void beyondTheLimitAMeterCountsForItsHolderOnly() {
    for (int i = 0; i < 4; i++) {
      metrics.counter("c" + i);
    }
    Counter fifth = metrics.counter("c4");
    fifth.increment();
    assertThat(fifth.value()).isEqualTo(1);
    assertThat(metrics.samples()).noneMatch(sample -> sample.name().equals("c4"));
    assertThat(value("metrics.meters.refused")).isEqualTo(1);
    assertThat(metrics.gauge("g", () -> 1).cancel()).isFalse();
    assertThat(value("metrics.meters.refused")).isEqualTo(2);
  }

  @Test
  void aRemovedGaugeMakesRoom() {
    for (int i = 0; i < 10; i++) {
      assertThat(metrics.gauge("g", () -> 1).cancel()).isTrue();
    }
    assertThat(value("metrics.meters.refused")).isZero();
  }

  @Test
  void aLimitCountsItsRefusalsUnderItsKey() {
    Limit limit = metrics.limit("transport.yamux.max.streams", 2, "streams");
    assertThatThrownBy(() -> limit.check("connection x", 3))
        .isInstanceOf(LimitExceededException.class)
        .hasMessage(
            "connection x: 3 streams is above the limit of 2; the key transport.yamux.max.streams changes it");
    Sample sample =
        metrics.samples().stream()
            .filter(s -> s.name().equals("limit.refused"))
            .findFirst()
            .orElseThrow();
    assertThat(sample.tags())
        .isEqualTo(new TreeMap<>(Map.of("key", "transport.yamux.max.streams")));
    assertThat(sample.value()).isEqualTo(1);
  }

  @Test
  void samplesAreOrderedByName() {
    metrics.counter("b");
    metrics.counter("a");
    assertThat(metrics.samples()).extracting(Sample::name).isSorted();
  }

  @Test
  void tagsComeInPairs() {
    assertThatThrownBy(() -> metrics.counter("c", "lonely"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 1 strings");
  }

  private double value(String name) {
    return metrics.samples().stream()
        .filter(sample -> sample.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value();
  }
}
