// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** How much of the workers the arithmetic of handshakes takes. */
class LaneTest {
  private final Queue<Runnable> workers = new ArrayDeque<>();
  private final List<Integer> done = new ArrayList<>();
  private boolean full;
  private final Lane lane =
      new Lane(
          List.of(new Turn(), new Turn()),
          new Simulation().metrics().limit("transport.noise.max.waiting.handshakes", 3, "waiting"));

  private final class Turn implements SerialExecutor {
    @Override
    public boolean inExecutor() {
      return false;
    }

    @Override
    public void execute(Runnable task) {
      if (full) {
        throw new RejectedExecutionException("as workers that have enough");
      }
      workers.add(task);
    }
  }

  private void submit(int number) throws Exception {
    lane.submit(() -> done.add(number));
  }

  @Test
  void no_more_than_so_many_run_at_the_same_time_and_the_others_follow_in_order() throws Exception {
    for (int i = 0; i < 5; i++) {
      submit(i);
    }
    assertThat(workers).hasSize(2);
    while (!workers.isEmpty()) {
      workers.remove().run();
      assertThat(workers.size()).isLessThanOrEqualTo(2);
    }
    assertThat(done).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void beyond_the_limit_the_key_is_named_and_there_is_room_again_later() throws Exception {
    for (int i = 0; i < 5; i++) {
      submit(i);
    }
    assertThatThrownBy(() -> submit(5))
        .hasMessageContaining("transport.noise.max.waiting.handshakes");
    workers.remove().run();
    submit(6);
    while (!workers.isEmpty()) {
      workers.remove().run();
    }
    assertThat(done).containsExactly(0, 1, 2, 3, 4, 6);
  }

  @Test
  void workers_that_take_nothing_leave_no_place_taken() throws Exception {
    full = true;
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> submit(0)).hasMessageContaining("the workers have enough");
    }
    full = false;
    submit(1);
    submit(2);
    workers.remove().run();
    submit(3);
    full = true;
    while (!workers.isEmpty()) {
      workers.remove().run();
    }
    assertThat(done).as("what was accepted is done").containsExactlyInAnyOrder(1, 2, 3);
  }
}
