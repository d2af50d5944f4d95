// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.multistream.core;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;

/** An executor and scheduler that run when the test says so, on the test's thread. */
final class ManualLoop implements SerialExecutor, Scheduler {
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparing((Timer t) -> t.due).thenComparing(t -> t.number));
  private Duration now = Duration.ZERO;
  private long numbers;
  private boolean running;

  /** Runs what is due, until nothing is left. */
  void runAll() {
    running = true;
    Runnable next;
    while ((next = tasks.poll()) != null) {
      next.run();
    }
    running = false;
  }

  /** Runs a task inside, then all that follows from it. */
  void in(Runnable task) {
    execute(task);
    runAll();
  }

  void advance(Duration by) {
    now = now.plus(by);
    while (!timers.isEmpty() && timers.peek().due.compareTo(now) <= 0) {
      timers.poll().task.run();
    }
    runAll();
  }

  int pendingTimers() {
    return timers.size();
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public boolean inExecutor() {
    return running;
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    Timer timer = new Timer(now.plus(delay), numbers++, task);
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  @Override
  public Cancellable scheduleWithFixedDelay(Duration initialDelay, Duration delay, Runnable task) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SerialExecutor serial(String name) {
    return this;
  }

  @Override
  public Executor workers() {
    return this;
  }

  private static final class Timer {
    private final Duration due;
    private final long number;
    private final Runnable task;

    Timer(Duration due, long number, Runnable task) {
      this.due = due;
      this.number = number;
      this.task = task;
    }
  }
}
