// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system;

import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.chaoschain.api.time.Cancellable;

/**
 * A task on the timer. A {@link Future} says of a task that is running that it was cancelled; this
 * one says so only if the task will not run.
 */
final class TimerTask implements Runnable, Cancellable {
  private final Runnable task;
  private final boolean repeated;
  private final AtomicBoolean settled = new AtomicBoolean(); // cancelled, or begun and not repeated
  private volatile Future<?> future;

  TimerTask(Runnable task, boolean repeated) {
    this.task = task;
    this.repeated = repeated;
  }

  /** The timer's entry for this task, which may run already. */
  void attach(Future<?> entry) {
    future = entry;
    if (repeated && settled.get()) {
      entry.cancel(false);
    }
  }

  @Override
  public void run() {
    if (repeated ? !settled.get() : settled.compareAndSet(false, true)) {
      task.run();
    }
  }

  @Override
  public boolean cancel() {
    if (!settled.compareAndSet(false, true)) {
      return false;
    }
    Future<?> entry = future;
    if (entry != null) {
      entry.cancel(false);
    }
    return true;
  }
}
