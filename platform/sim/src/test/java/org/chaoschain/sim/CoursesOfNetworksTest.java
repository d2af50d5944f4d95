// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.chaoschain.sim.Scenario.Order;
import org.chaoschain.sim.Scenario.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Churn, partition and lookups among a few hundred nodes. */
class CoursesOfNetworksTest {
  private static final long SEED = Long.getLong("sim.seed", 42);

  @Test
  void aFifthOfTheNodesComesAndGoesEachMinuteAndThoseThatAreThereMissNothing() {
    Outcome outcome = new ChurnScenario().run(new Order(120, 0, 400, SEED));
    String figures = outcome.figures().toString();
    assertThat(outcome.failures()).as(figures).isEmpty();
    // 400 messages, one each 200 ms: 80 s, in which a fifth a minute of 120 are 32
    assertThat((int) outcome.more().get("left")).as(figures).isBetween(31, 33);
    assertThat((int) outcome.more().get("joined")).as(figures).isGreaterThan(25);
  }

  @Test
  void halvesGoOnByThemselvesAndHearEachOtherAgainAfterHealing() {
    Outcome outcome = new PartitionScenario().run(new Order(120, 0, 500, SEED));
    String figures = outcome.figures().toString();
    assertThat(outcome.failures()).as(figures).isEmpty();
    assertThat((long) outcome.more().get("deliveries_after_healing")).as(figures).isPositive();
  }

  @Test
  void aPartitionThatNeverHealsIsFoundOut() {
    // all messages are published before the halves can hear each other again
    Outcome outcome = new PartitionScenario().run(new Order(40, 0, 100, SEED));
    assertThat(outcome.failures())
        .contains("no message was published after healing: order more with --messages");
  }

  @Test
  @SuppressWarnings("unchecked")
  void searchesFindTheClosestAndCostGrowsWithTheLogarithm() {
    Outcome outcome = new LookupScenario().run(new Order(1000, 0, 50, SEED));
    String figures = outcome.figures().toString();
    assertThat(outcome.failures()).as(figures).isEmpty();
    List<Map<String, Object>> sizes = (List<Map<String, Object>>) outcome.more().get("sizes");
    assertThat(sizes).as(figures).extracting(size -> size.get("nodes")).containsExactly(100, 1000);
    double few = (double) sizes.get(0).get("hops");
    double many = (double) sizes.get(1).get("hops");
    assertThat(many).as(figures).isBetween(few, few + LookupScenario.MORE_HOPS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"churn", "partition", "lookup", "censor"})
  void eachTakesTheSameCourseAgain(String name) {
    Scenario scenario = Scenarios.named(name).orElseThrow();
    Order order = new Order(100, 50, 50, SEED);
    Outcome first = scenario.run(order);
    assertThat(scenario.run(order).traceHash()).isEqualTo(first.traceHash());
    assertThat(scenario.run(order.withSeed(SEED + 1)).traceHash()).isNotEqualTo(first.traceHash());
  }
}
