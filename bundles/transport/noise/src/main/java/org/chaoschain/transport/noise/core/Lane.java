// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;

/**
 * Where the arithmetic of handshakes is done: beside the threads that connections live on, a few at
 * a time, the others in a bounded queue. So strangers, who can make each handshake as dear as its
 * limits allow, take no more than that from those who are connected. Safe for use by many threads.
 */
final class Lane {
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final Executor workers;
  private final int parallel;
  private final Limit limit;
  private int running;

  /**
   * An empty lane.
   *
   * @param parallel how many steps run at the same time, 1 or more
   * @param limit how many wait
   */
  Lane(Executor workers, int parallel, Limit limit) {
    this.workers = workers;
    this.parallel = parallel;
    this.limit = limit;
  }

  /**
   * Has a step done, which must not throw.
   *
   * @throws LimitExceededException if too many wait
   */
  void submit(Runnable step) throws LimitExceededException {
    synchronized (this) {
      if (running == parallel) {
        limit.check("handshakes", waiting.size() + 1L);
        waiting.add(step);
        return;
      }
      running++;
    }
    start(step);
  }

  private void start(Runnable step) throws LimitExceededException {
    try {
      workers.execute(() -> perform(step));
    } catch (RejectedExecutionException e) {
      synchronized (this) {
        running--;
      }
      throw limit.refuse("handshakes, since the workers have enough", limit.value() + 1);
    }
  }

  /** Does one step, and gives the thread up before the next, so that other work gets its turn. */
  private void perform(Runnable step) {
    try {
      step.run();
    } finally {
      next();
    }
  }

  private void next() {
    Runnable step;
    synchronized (this) {
      step = waiting.poll();
      if (step == null) {
        running--;
        return;
      }
    }
    try {
      workers.execute(() -> perform(step));
    } catch (RejectedExecutionException e) {
      perform(step); // it was accepted: this thread has it done
    }
  }
}
