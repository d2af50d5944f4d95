// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Supplier;
import org.chaoschain.api.message.Priority;
import org.chaoschain.message.flow.core.Discipline.Fifo;
import org.chaoschain.message.flow.core.Discipline.Real;
import org.chaoschain.message.flow.core.Discipline.StrictLoop;
import org.chaoschain.message.flow.core.Line.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is promised under load, in a simulation of a server with a queue; and that the simulation
 * tells a scheduler that keeps the promise from two that do not.
 */
class CapacityTest {
  private static final int PEERS = 20;
  private static final int LARGEST = Discipline.LARGEST;

  private static Line line(Discipline discipline, double high, double medium, double low) {
    Line line = new Line(discipline);
    for (int peer = 0; peer < PEERS; peer++) {
      line.with(new Source(peer, Priority.HIGH, high / PEERS, 200, 4_000));
      line.with(new Source(peer, Priority.MEDIUM, medium / PEERS, 500, LARGEST));
      line.with(new Source(peer, Priority.LOW, low / PEERS, 500, LARGEST));
    }
    return line;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.6, 0.85})
  void high_up_to_85_percent_of_the_capacity_loses_nothing_whatever_else_there_is(double high) {
    Line line = line(new Real(FlowShares.DEFAULT), high, 5, 5).run(20);

    assertThat(line.lost(Priority.HIGH)).isZero();
    assertThat(line.lost(Priority.MEDIUM)).isPositive();
    assertThat(line.mostQueued()).isLessThanOrEqualTo(Discipline.CAP);
  }

  @Test
  void first_in_first_out_loses_votes_for_memes() {
    assertThat(line(new Fifo(), 0.85, 5, 5).run(20).lost(Priority.HIGH)).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"10, 0, 0.3", "10, 10, 10", "5, 5, 0.05", "2, 0.1, 0.1", "0.9, 1, 1", "0, 10, 1"})
  void low_gets_its_share_and_its_turn_at_any_load(double high, double medium, double low) {
    Line line = line(new Real(FlowShares.DEFAULT), high, medium, low).run(20);

    assertThat(line.share(Priority.LOW)).isGreaterThanOrEqualTo(0.02);
    assertThat(line.longestLowGap()).isLessThanOrEqualTo(100L * LARGEST);
    assertThat(line.mostQueued()).isLessThanOrEqualTo(Discipline.CAP);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void low_gets_its_turn_when_all_messages_are_of_the_largest_size(int medium) {
    Line line = new Line(new Real(FlowShares.DEFAULT));
    for (int peer = 0; peer < PEERS; peer++) {
      line.with(new Source(peer, Priority.HIGH, 10.0 / PEERS, LARGEST, LARGEST));
      line.with(new Source(peer, Priority.MEDIUM, 0.001 + medium, LARGEST, LARGEST));
      line.with(new Source(peer, Priority.LOW, 1.0 / PEERS, LARGEST, LARGEST));
    }
    line.run(20);

    assertThat(line.longestLowGap()).isLessThanOrEqualTo(50L * LARGEST);
    assertThat(line.share(Priority.LOW)).isGreaterThanOrEqualTo(0.02);
  }

  @Test
  void a_strict_loop_starves_low() {
    Line line = line(new StrictLoop(), 10, 0, 0.3).run(20);

    assertThat(line.share(Priority.LOW)).isLessThan(0.02);
    assertThat(line.longestLowGap()).isGreaterThan(100L * LARGEST);
  }

  @Test
  void first_in_first_out_gives_low_what_the_others_leave_of_the_queue() {
    Line line = line(new Fifo(), 10, 0, 0.1).run(20);

    assertThat(line.share(Priority.LOW)).isLessThan(0.02);
  }

  @Test
  void medium_and_low_together_have_the_reserve_and_no_more() {
    Line line = line(new Real(FlowShares.DEFAULT), 5, 5, 5).run(20);

    assertThat(line.share(Priority.HIGH)).isBetween(0.895, 0.905);
    assertThat(line.share(Priority.LOW)).isBetween(0.029, 0.031);
  }

  @Test
  void a_reserve_of_0_is_the_strict_order() {
    Line line = line(new Real(FlowShares.STRICT), 1.2, 1, 1).run(20);

    assertThat(line.share(Priority.HIGH)).isGreaterThan(0.999);
  }

  @Test
  void what_high_leaves_is_used() {
    Line line = line(new Real(FlowShares.DEFAULT), 0.2, 2, 2).run(20);

    assertThat(line.share(Priority.HIGH)).isBetween(0.19, 0.21);
    assertThat(line.share(Priority.LOW)).isBetween(0.025, 0.035);
  }

  private static long honestP99(Discipline discipline, boolean flood) {
    Line line = new Line(discipline);
    for (int peer = 1; peer < 50; peer++) {
      line.with(new Source(peer, Priority.HIGH, 0.6 / 49, 1024, 1024));
    }
    if (flood) {
      line.with(new Source(0, Priority.HIGH, 10, 1024, 1024));
    }
    return line.run(20).p99(stay -> stay.peer() != 0);
  }

  private static double slowdown(Supplier<Discipline> discipline) {
    double factor = honestP99(discipline.get(), true) / (double) honestP99(discipline.get(), false);
    System.out.printf("p99 of 49 honest peers beside one that floods: times %.2f%n", factor);
    return factor;
  }

  @Test
  void one_flooding_peer_of_fifty_at_most_doubles_the_p99_of_the_others() {
    assertThat(slowdown(() -> new Real(FlowShares.DEFAULT))).isLessThanOrEqualTo(2);
  }

  @Test
  void without_turns_of_peers_one_that_floods_is_felt_by_all() {
    assertThat(slowdown(StrictLoop::new)).isGreaterThan(2);
    assertThat(slowdown(Fifo::new)).isGreaterThan(2);
  }
}
