// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.delivery.core.Judgement.Repeated;
import org.chaoschain.message.delivery.core.Judgement.Stopped;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The order of the steps, and that a dear one is not reached once a cheap one has refused. */
class WayInTest {
  private static final List<Stage> ORDER = List.of(Stage.values());

  private final RecordedMetrics metrics = new RecordedMetrics();
  private final List<Stage> reached = new ArrayList<>();
  private final Passage passage =
      new Passage(Bytes.EMPTY, new Origin.Own(), new CompletableFuture<>());

  /** Notes that it was reached. */
  private record Probe(Stage stage, Judgement answer, List<Stage> reached) implements Step {
    @Override
    public Judgement judge(Passage passage) {
      reached.add(stage);
      return answer;
    }
  }

  /** A way on which one step answers otherwise. */
  private List<Step> steps(Stage different, Judgement answer) {
    List<Step> steps = new ArrayList<>();
    for (Stage stage : Stage.values()) {
      steps.add(new Probe(stage, stage == different ? answer : Judgement.ON, reached));
    }
    return steps;
  }

  private static List<Stage> upTo(Stage last) {
    return ORDER.subList(0, ORDER.indexOf(last) + 1);
  }

  @Test
  void the_order_is_that_of_the_architecture_with_cheap_steps_of_our_own_before_dear_ones() {
    assertThat(Stage.values())
        .containsExactly(
            Stage.SIZE,
            Stage.PEER_RATE,
            Stage.STRUCTURE,
            Stage.VERSION,
            Stage.PLACE,
            Stage.SEEN,
            Stage.FRESHNESS,
            Stage.SIGNATURE,
            Stage.REPLAY,
            Stage.STANDING,
            Stage.BACKLOG,
            Stage.ADDRESSEE,
            Stage.RULES,
            Stage.AGENT_RATE,
            Stage.QUEUE);
  }

  @ParameterizedTest
  @EnumSource(Stage.class)
  void what_a_step_stops_no_later_step_sees_and_it_is_counted_there(Stage stage) {
    Judgement stop = Judgement.stop(Refusal.INVALID, "no", true);
    WayIn way = new WayIn(steps(stage, stop), metrics);
    assertThat(way.walk(passage, Stage.SIZE, Stage.QUEUE)).isSameAs(stop);
    assertThat(reached).isEqualTo(upTo(stage));
    for (Stage each : Stage.values()) {
      String name = each.name().toLowerCase(Locale.ROOT);
      assertThat(metrics.count("message.delivery.step.ended", "step", name))
          .isEqualTo(each == stage ? 1 : 0);
    }
  }

  @Test
  void what_came_before_goes_no_further() {
    Judgement repeated = new Repeated(Stage.SEEN, new CompletableFuture<>());
    WayIn way = new WayIn(steps(Stage.SEEN, repeated), metrics);
    assertThat(way.walk(passage, Stage.SIZE, Stage.QUEUE)).isSameAs(repeated);
    assertThat(reached).isEqualTo(upTo(Stage.SEEN));
  }

  @Test
  void the_way_can_be_walked_in_sections() {
    WayIn way = new WayIn(steps(Stage.RULES, Judgement.ON), metrics);
    assertThat(way.walk(passage, Stage.SIZE, Stage.FRESHNESS)).isSameAs(Judgement.ON);
    assertThat(reached).isEqualTo(upTo(Stage.FRESHNESS));
    assertThat(way.walk(passage, Stage.SIGNATURE, Stage.QUEUE)).isSameAs(Judgement.ON);
    assertThat(reached).containsExactly(Stage.values());
  }

  @Test
  void a_way_without_a_step_or_with_steps_in_another_order_is_refused() {
    List<Step> steps = steps(Stage.SIZE, Judgement.ON);
    List<Step> swapped = new ArrayList<>(steps);
    Collections.swap(swapped, ORDER.indexOf(Stage.FRESHNESS), ORDER.indexOf(Stage.SIGNATURE));
    List<Step> gap = new ArrayList<>(steps);
    gap.remove(ORDER.indexOf(Stage.REPLAY));
    for (List<Step> wrong : List.of(swapped, gap, List.<Step>of())) {
      assertThatThrownBy(() -> new WayIn(wrong, metrics))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("FRESHNESS, SIGNATURE");
    }
  }

  @Test
  void a_reason_to_stop_becomes_a_judgement_and_none_lets_it_pass() {
    Stopped stopped = (Stopped) Judgement.stop(Refusal.STALE, "late", false);
    assertThat(stopped.refused().refusal()).isEqualTo(Refusal.STALE);
    assertThat(Judgement.of(Optional.of(stopped.refused()))).isEqualTo(stopped);
    assertThat(Judgement.of(Optional.empty())).isSameAs(Judgement.ON);
  }
}
