// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.chaoschain.agent.llm.core.HourBudget.Spent;
import org.chaoschain.agent.llm.core.HourBudget.Taken;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;

class HourBudgetTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;

  private final RecordedMetrics metrics = new RecordedMetrics();

  private HourBudget budget(long requests, long tokens, long cost) {
    return new HourBudget(
        metrics.limit("r", requests, "requests"),
        metrics.limit("t", tokens, "tokens"),
        metrics.limit("c", cost, "millionths"));
  }

  private static Spent one(long tokens, long cost) {
    return new Spent(1, tokens, cost);
  }

  private static boolean take(HourBudget budget, Spent amount, long nanos) {
    try {
      budget.check("test", amount, nanos);
    } catch (LimitExceededException e) {
      return false;
    }
    budget.take(amount, nanos);
    return true;
  }

  @Test
  void eachOfTheThreeLimitsHoldsAndIsNamed() {
    for (HourBudget each : List.of(budget(2, 100, 100), budget(9, 20, 100), budget(9, 100, 20))) {
      assertThat(take(each, one(10, 10), 0)).isTrue();
      assertThat(take(each, one(10, 10), 0)).isTrue();
      assertThat(take(each, one(1, 1), 0)).isFalse();
    }
    assertThat(List.of(metrics.refusals("r"), metrics.refusals("t"), metrics.refusals("c")))
        .containsExactly(1L, 1L, 1L);
    assertThatThrownBy(() -> budget(1, 5, 0).check("olga", one(6, 0), 0))
        .hasMessage("olga: 6 tokens is above the limit of 5; the key t changes it");
  }

  @Test
  void aCostOfZeroIsNoLimit() {
    assertThat(take(budget(9, 9, 0), one(1, 1_000_000), 0)).isTrue();
  }

  @Test
  void whatWasNotUsedIsGivenBack() {
    HourBudget budget = budget(9, 100, 100);
    Taken taken = budget.take(one(100, 100), 5 * MINUTE);
    assertThat(take(budget, one(1, 1), 5 * MINUTE)).isFalse();
    budget.settle(taken, one(30, 3));
    assertThat(budget.spent(5 * MINUTE)).isEqualTo(new Spent(1, 30, 3));
    assertThat(take(budget, one(70, 1), 5 * MINUTE)).isTrue();
  }

  @Test
  void whatIsSettledAfterItsHourChangesNothing() {
    HourBudget budget = budget(9, 100, 100);
    Taken taken = budget.take(one(100, 0), 0);
    budget.take(one(7, 0), 61 * MINUTE); // of the same slot
    budget.settle(taken, one(1, 0));
    assertThat(budget.spent(61 * MINUTE)).isEqualTo(new Spent(1, 7, 0));
  }

  /** Whatever is asked for when, no window of an hour holds more than the limit. */
  @Property
  void noHourHoldsMore(
      @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 900) Integer> pauses,
      @ForAll @LongRange(min = Long.MIN_VALUE / 2, max = Long.MAX_VALUE / 2) long start) {
    HourBudget budget = budget(10, 1_000_000, 0);
    List<Long> taken = new ArrayList<>();
    long now = start;
    for (int pause : pauses) {
      now += pause * SECOND;
      long at = now;
      long inHour = taken.stream().filter(time -> at - time < HOUR).count();
      long inHourAndMinute = taken.stream().filter(time -> at - time < HOUR + MINUTE).count();
      boolean allowed = take(budget, one(1, 0), now);
      assertThat(allowed && inHour >= 10).as("too many at %d", now).isFalse();
      assertThat(!allowed && inHourAndMinute < 10).as("too few at %d", now).isFalse();
      if (allowed) {
        taken.add(now);
      }
    }
  }
}
