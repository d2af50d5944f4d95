// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** Who works on the lanes of delivery, and when a worker goes on with the next lane by itself. */
class TurnsTest {
  private final Simulation simulation = new Simulation();
  private final CountedWorkers scheduler = new CountedWorkers(simulation.scheduler());
  private final Queue<String> first = new ArrayDeque<>();
  private final Queue<String> second = new ArrayDeque<>();
  private final List<String> done = new ArrayList<>();
  private final Turns secondTurns = new Turns(scheduler, () -> step(second, () -> {}));
  private boolean last = true;
  private final Turns firstTurns = new Turns(scheduler, this::fillSecond);

  private boolean fillSecond() {
    return step(
        first,
        () -> {
          second.add(done.get(done.size() - 1).replace('a', 'b'));
          if (last) {
            secondTurns.wakeLast();
          } else {
            secondTurns.wake();
          }
        });
  }

  private boolean step(Queue<String> waiting, Runnable then) {
    String next = waiting.poll();
    if (next == null) {
      return false;
    }
    done.add(next);
    then.run();
    return !waiting.isEmpty();
  }

  @Test
  void the_worker_that_has_filled_the_next_lane_last_goes_on_with_it() {
    first.add("a1");
    firstTurns.wake();
    simulation.runUntilIdle();
    assertThat(done).containsExactly("a1", "b1");
    assertThat(scheduler.tasks).isEqualTo(1);
  }

  @Test
  void who_is_woken_in_the_middle_of_a_step_gets_a_worker_at_once() {
    last = false;
    first.add("a1");
    firstTurns.wake();
    simulation.runUntilIdle();
    assertThat(done).containsExactly("a1", "b1");
    assertThat(scheduler.tasks).isEqualTo(2);
  }

  @Test
  void a_worker_with_more_to_do_leaves_the_next_lane_to_another_one() {
    first.addAll(List.of("a1", "a2", "a3"));
    firstTurns.wake();
    simulation.runUntilIdle();
    assertThat(done).containsExactlyInAnyOrder("a1", "a2", "a3", "b1", "b2", "b3");
    assertThat(done.indexOf("b1")).isLessThan(done.indexOf("b2"));
    assertThat(scheduler.tasks).isEqualTo(2);
  }

  @Test
  void outside_of_any_lane_the_last_is_as_any_other() {
    second.add("b1");
    secondTurns.wakeLast();
    simulation.runUntilIdle();
    assertThat(done).containsExactly("b1");
    assertThat(scheduler.tasks).isEqualTo(1);
  }

  @Test
  void a_step_that_fails_takes_nothing_from_the_lane_that_it_has_filled() {
    Turns failing =
        new Turns(
            scheduler,
            () -> {
              if (first.poll() == null) {
                return false;
              }
              second.add("b1");
              secondTurns.wakeLast();
              throw new IllegalStateException("a bug");
            });
    first.add("a1");
    failing.wake();
    simulation.runFor(Duration.ofSeconds(1));
    assertThat(done).containsExactly("b1");
  }

  /** Counts what is given to the workers. */
  private static final class CountedWorkers implements Scheduler {
    private final Scheduler real;
    int tasks;

    CountedWorkers(Scheduler real) {
      this.real = real;
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
      return real.schedule(delay, task);
    }

    @Override
    public Cancellable scheduleWithFixedDelay(Duration initial, Duration delay, Runnable task) {
      return real.scheduleWithFixedDelay(initial, delay, task);
    }

    @Override
    public SerialExecutor serial(String name) {
      return real.serial(name);
    }

    @Override
    public Executor workers() {
      return task -> {
        tasks++;
        real.workers().execute(task);
      };
    }
  }
}
