// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.contract;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;

/** A scheduler on real threads, to run the memory transport as a node does. */
final class ThreadedScheduler implements Scheduler {
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService workers = Executors.newFixedThreadPool(4);

  void stop() {
    timer.shutdownNow();
    workers.shutdownNow();
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    Future<?> future = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  @Override
  public Cancellable scheduleWithFixedDelay(Duration initialDelay, Duration delay, Runnable task) {
    Future<?> future =
        timer.scheduleWithFixedDelay(
            task, initialDelay.toNanos(), delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  @Override
  public SerialExecutor serial(String name) {
    return new Serial();
  }

  @Override
  public Executor workers() {
    return workers;
  }

  private final class Serial implements SerialExecutor {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private volatile Thread runner;

    @Override
    public boolean inExecutor() {
      return runner == Thread.currentThread();
    }

    @Override
    public void execute(Runnable task) {
      boolean first;
      synchronized (tasks) {
        tasks.addLast(task);
        first = tasks.size() == 1;
      }
      if (first) {
        queueTurn();
      }
    }

    private void queueTurn() {
      try {
        workers.execute(this::turn);
      } catch (RejectedExecutionException e) {
        synchronized (tasks) {
          tasks.clear();
        }
      }
    }

    private void turn() {
      Runnable task;
      synchronized (tasks) {
        task = tasks.getFirst();
      }
      runner = Thread.currentThread();
      try {
        task.run();
      } finally {
        runner = null;
        boolean more;
        synchronized (tasks) {
          tasks.pollFirst();
          more = !tasks.isEmpty();
        }
        if (more) {
          queueTurn();
        }
      }
    }
  }
}
