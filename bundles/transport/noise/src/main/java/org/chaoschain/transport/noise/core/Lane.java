// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.time.SerialExecutor;

/**
 * Where the arithmetic of handshakes is done: beside the threads that connections live on, a few at
 * a time, the others in a bounded queue. So strangers, who can make each handshake as dear as its
 * limits allow, take no more than that from those who are connected. Safe for use by many threads.
 */
final class Lane {
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final Queue<SerialExecutor> idle;
  private final Limit limit;

  /**
   * An empty lane.
   *
   * @param executors each does one step at a time; at least one
   * @param limit how many wait
   */
  Lane(Collection<SerialExecutor> executors, Limit limit) {
    this.idle = new ArrayDeque<>(executors);
    this.limit = limit;
  }

  /**
   * Has a step done, which must not throw.
   *
   * @throws LimitExceededException if too many wait
   */
  void submit(Runnable step) throws LimitExceededException {
    SerialExecutor executor;
    synchronized (this) {
      executor = idle.poll();
      if (executor == null) {
        limit.check("handshakes", waiting.size() + 1L);
        waiting.add(step);
        return;
      }
    }
    try {
      executor.execute(() -> perform(executor, step));
    } catch (RejectedExecutionException e) {
      synchronized (this) {
        idle.add(executor);
      }
      throw limit.refuse("handshakes, since the workers have enough", limit.value() + 1);
    }
  }

  /** Does one step, and gives the thread up before the next, so that other work gets its turn. */
  private void perform(SerialExecutor executor, Runnable step) {
    try {
      step.run();
    } finally {
      next(executor);
    }
  }

  private void next(SerialExecutor executor) {
    Runnable step;
    synchronized (this) {
      step = waiting.poll();
      if (step == null) {
        idle.add(executor);
        return;
      }
    }
    try {
      executor.execute(() -> perform(executor, step));
    } catch (RejectedExecutionException e) {
      perform(executor, step); // it was accepted: this thread has it done
    }
  }
}
