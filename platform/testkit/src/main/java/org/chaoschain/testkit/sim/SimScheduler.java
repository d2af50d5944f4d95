// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.sim;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;

/**
 * The scheduler of a {@link Simulation}. Whatever it is given runs on the thread that runs the
 * simulation.
 */
final class SimScheduler implements Scheduler {
  private final Simulation simulation;
  private final Agenda agenda;

  SimScheduler(Simulation simulation, Agenda agenda) {
    this.simulation = simulation;
    this.agenda = agenda;
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    simulation.checkThread();
    return agenda.timer(simulation.nanosAfter(delay), task);
  }

  @Override
  public Cancellable scheduleWithFixedDelay(Duration initialDelay, Duration delay, Runnable task) {
    if (delay.isNegative() || delay.isZero()) {
      throw new IllegalArgumentException("the delay must be more than zero, not " + delay);
    }
    Repetition repetition = new Repetition(delay, task);
    repetition.next = schedule(initialDelay, repetition::run);
    return repetition;
  }

  @Override
  public SerialExecutor serial(String name) {
    return new Serial();
  }

  @Override
  public Executor workers() {
    return task -> {
      simulation.checkThread();
      agenda.turn(simulation.nanosAfter(Duration.ZERO), task);
    };
  }

  private final class Repetition implements Cancellable {
    private final Duration delay;
    private final Runnable task;
    private Cancellable next;
    private boolean cancelled;

    Repetition(Duration delay, Runnable task) {
      this.delay = delay;
      this.task = task;
    }

    void run() {
      try {
        task.run();
      } finally {
        if (!cancelled) {
          next = schedule(delay, this::run);
        }
      }
    }

    @Override
    public boolean cancel() {
      boolean first = !cancelled;
      cancelled = true;
      next.cancel();
      return first;
    }
  }

  private final class Serial implements SerialExecutor {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    @Override
    public boolean inExecutor() {
      return running && simulation.onThread();
    }

    @Override
    public void execute(Runnable task) {
      simulation.checkThread();
      tasks.addLast(task);
      if (tasks.size() == 1 && !running) {
        queueTurn();
      }
    }

    private void queueTurn() {
      agenda.turn(simulation.nanosAfter(Duration.ZERO), this::turn);
    }

    private void turn() {
      running = true;
      try {
        tasks.removeFirst().run();
      } finally {
        running = false;
        if (!tasks.isEmpty()) {
          queueTurn();
        }
      }
    }
  }
}
