// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.time.SerialExecutor;

/**
 * Runs tasks one after the other on the workers, giving the thread up after a batch so that others
 * get turns.
 */
final class SerialTasks implements SerialExecutor {
  private static final int BATCH = 64;

  private final String name;
  private final ThreadScheduler scheduler;
  private final Limit limit;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean running;
  private volatile Thread runner;

  SerialTasks(String name, ThreadScheduler scheduler, Limit limit) {
    this.name = name;
    this.scheduler = scheduler;
    this.limit = limit;
  }

  @Override
  public void execute(Runnable task) {
    if (scheduler.closed()) {
      return;
    }
    synchronized (waiting) {
      if (!limit.allows(waiting.size() + 1L)) {
        throw new RejectedExecutionException(
            limit.refuse("serial executor " + name, waiting.size() + 1L).getMessage());
      }
      waiting.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    scheduler.submit(this::drain);
  }

  @Override
  public boolean inExecutor() {
    return runner == Thread.currentThread();
  }

  @Override
  public String toString() {
    return "serial executor " + name;
  }

  private void drain() {
    runner = Thread.currentThread();
    for (int i = 0; i < BATCH; i++) {
      Runnable task = next();
      if (task == null) {
        return; // from here on another thread may be the runner
      }
      scheduler.runSafely(name, task);
    }
    runner = null;
    scheduler.submit(this::drain);
  }

  // Gives the thread up and marks the executor idle in one step, so that no task is left behind.
  private Runnable next() {
    synchronized (waiting) {
      if (scheduler.closed()) {
        waiting.clear();
      }
      Runnable task = waiting.poll();
      if (task == null) {
        running = false;
        runner = null;
      }
      return task;
    }
  }
}
