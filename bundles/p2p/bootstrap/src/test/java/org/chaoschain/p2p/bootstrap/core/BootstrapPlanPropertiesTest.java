// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.bootstrap.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class BootstrapPlanPropertiesTest {
  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration LAST = Duration.ofMinutes(1);

  private final Backoff plain = new Backoff(FIRST, LAST, 0);

  private BootstrapPlan<String> plan(String... entries) {
    return new BootstrapPlan<>(List.of(entries), plain, new SplittableRandom(1), 0);
  }

  @Property
  void a_pause_is_the_doubled_one_less_at_most_the_jitter(
      @ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long first,
      @ForAll @LongRange(min = 0, max = 31_000_000_000_000_000L) long more,
      @ForAll @DoubleRange(max = 1) double jitter,
      @ForAll @IntRange(min = 1, max = 1000) int failures,
      @ForAll long seed) {
    Backoff backoff = new Backoff(Duration.ofNanos(first), Duration.ofNanos(first + more), jitter);
    double whole = Math.min(first * Math.pow(2, Math.min(failures - 1, 40)), (double) first + more);
    double pause = backoff.pause(failures, new SplittableRandom(seed)).toNanos();
    assertThat(pause).isPositive().isBetween((1 - jitter) * whole * 0.999 - 1, whole * 1.001 + 1);
  }

  @Example
  void pauses_that_make_no_sense_are_refused() {
    assertThatThrownBy(() -> new Backoff(Duration.ZERO, LAST, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Backoff(LAST, FIRST, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Backoff(FIRST, LAST, 1.1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Backoff(FIRST, Duration.ofSeconds(Long.MAX_VALUE), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Example
  void everything_is_due_at_once_and_then_after_pauses_that_double() {
    BootstrapPlan<String> plan = plan("a", "b");
    assertThat(plan.due(0)).containsExactly("a", "b");
    assertThat(plan.due(0)).isEmpty();
    long now = 0;
    for (long pause : new long[] {250, 500, 1000, 2000}) {
      assertThat(plan.untilNext(now)).contains(Duration.ofMillis(pause));
      now += Duration.ofMillis(pause).toNanos();
      assertThat(plan.due(now - 1)).isEmpty();
      assertThat(plan.due(now)).containsExactly("a", "b");
    }
  }

  @Property
  void hurry_never_makes_anything_due_sooner_than_after_the_first_pause(
      @ForAll @IntRange(max = 20) int attempts, @ForAll @IntRange(max = 50) int hurries) {
    BootstrapPlan<String> plan = plan("a");
    long now = 0;
    for (int i = 0; i < attempts; i++) {
      plan.due(now);
      now += plan.untilNext(now).orElseThrow().toNanos();
    }
    plan.due(now);
    for (int i = 0; i < hurries; i++) {
      plan.hurry(now);
    }
    Duration next = plan.untilNext(now).orElseThrow();
    if (hurries > 0) {
      assertThat(next).isEqualTo(FIRST);
    } else {
      assertThat(next).isGreaterThanOrEqualTo(FIRST);
    }
  }

  @Example
  void an_entry_rests_while_connected_and_is_due_after_the_first_pause_when_lost() {
    BootstrapPlan<String> plan = plan("a", "b");
    plan.due(0);
    plan.connected("a");
    plan.connected("b");
    plan.hurry(0);
    assertThat(plan.untilNext(0)).isEmpty();
    assertThat(plan.due(Long.MAX_VALUE / 2)).isEmpty();
    plan.disconnected("a", 1000);
    assertThat(plan.untilNext(1000)).contains(FIRST);
    assertThat(plan.due(1000 + FIRST.toNanos())).containsExactly("a");
  }

  @Example
  void times_may_pass_the_end_of_the_clock() {
    long start = Long.MAX_VALUE - 10;
    BootstrapPlan<String> plan =
        new BootstrapPlan<>(List.of("a"), plain, new SplittableRandom(1), start);
    assertThat(plan.due(start)).containsExactly("a");
    assertThat(plan.due(start + 5)).isEmpty();
    assertThat(plan.due(start + FIRST.toNanos())).containsExactly("a");
  }
}
