// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.chaoschain.api.message.Priority;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** Flows whose messages keep two orders: that of their line, and that of their class. */
class OrderOfSendersTest {
  private static final List<Priority> CLASSES =
      List.of(Priority.HIGH, Priority.MEDIUM, Priority.LOW);
  private static final int SCHEDULES = 300;

  private record Said(int number, int peer, int line, Priority priority) {
    String ofLine() {
      return peer + " in line " + line;
    }

    String ofClass() {
      return peer + " in class " + priority;
    }
  }

  private static final class Quiet implements FlowListener<Integer, Said> {
    @Override
    public void lost(Integer peer, Said message, Priority priority, Loss reason) {
      throw new AssertionError(message + " " + reason);
    }

    @Override
    public void pause(Integer peer) {}

    @Override
    public void resume(Integer peer) {}

    @Override
    public void overQuota(Integer peer) {}
  }

  private static PriorityScheduler<Integer, Said> scheduler(boolean ordersClasses) {
    return new PriorityScheduler<>(
        FlowConfig.unbounded(FlowShares.DEFAULT, 10_000), new Quiet(), ordersClasses);
  }

  /** Offers and polls by chance, until all is out. */
  private static List<Said> served(boolean ordersClasses, long seed) {
    Random random = new Random(seed);
    PriorityScheduler<Integer, Said> scheduler = scheduler(ordersClasses);
    List<Said> served = new ArrayList<>();
    for (int number = 0; number < 200 || !scheduler.isEmpty(); number++) {
      if (number < 200) {
        Priority priority = CLASSES.get(random.nextInt(3));
        Said said = new Said(number, random.nextInt(3), random.nextInt(2), priority);
        scheduler.offer(
            said.peer(), said.ofLine(), priority, 1 + random.nextInt(3000), said, number);
      }
      if (number >= 200 || random.nextInt(3) == 0) {
        scheduler.poll(number, (peer, said, priority, bytes, waited) -> served.add(said));
      }
    }
    return served;
  }

  private static boolean inOrder(List<Said> served, Function<Said, String> of) {
    Map<String, Integer> last = new HashMap<>();
    for (Said said : served) {
      Integer before = last.put(of.apply(said), said.number());
      if (before != null && before > said.number()) {
        return false;
      }
    }
    return true;
  }

  @Test
  void lines_and_classes_keep_their_order() {
    long first = Long.getLong(Simulation.SEED_PROPERTY, 1);
    for (long seed = first; seed < first + SCHEDULES; seed++) {
      List<Said> served = served(true, seed);
      assertThat(served).as("seed " + seed).hasSize(200).doesNotHaveDuplicates();
      assertThat(inOrder(served, Said::ofLine)).as("lines, seed " + seed).isTrue();
      assertThat(inOrder(served, Said::ofClass)).as("classes, seed " + seed).isTrue();
    }
  }

  @Test
  void without_it_what_is_pulled_along_overtakes_what_its_peer_sent_before() {
    boolean overtaken = false;
    for (long seed = 1; seed <= SCHEDULES; seed++) {
      List<Said> served = served(false, seed);
      assertThat(inOrder(served, Said::ofLine)).as("lines, seed " + seed).isTrue();
      overtaken |= !inOrder(served, Said::ofClass);
    }
    assertThat(overtaken).isTrue();
  }

  @Test
  void the_youngest_of_a_kind_is_taken_out() {
    PriorityScheduler<Integer, Said> scheduler = scheduler(true);
    for (int number = 0; number < 6; number++) {
      Said said = new Said(number, number % 2, 0, Priority.LOW);
      scheduler.offer(said.peer(), Priority.LOW, 10, said, 0);
    }

    Optional<Said> youngest = scheduler.takeYoungest(Priority.LOW, said -> said.peer() == 0, 0);

    assertThat(youngest.map(Said::number)).contains(4);
    assertThat(scheduler.takeYoungest(Priority.HIGH, said -> true, 0)).isEmpty();
    List<Integer> left = new ArrayList<>();
    scheduler.forEach(Priority.LOW, said -> left.add(said.number()));
    assertThat(left).containsExactly(0, 1, 2, 3, 5);
    assertThat(scheduler.bytes()).isEqualTo(50);
  }
}
