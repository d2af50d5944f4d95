// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import java.time.Duration;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;

/**
 * Runs a task not later than a deadline that moves. A deadline that moves back leaves the timer as
 * it is, so a busy connection does not set one for each frame. All inside the executor.
 */
final class DeadlineTimer {
  private final Scheduler scheduler;
  private final SerialExecutor executor;
  private final Runnable task;
  private Cancellable armed;
  private long armedFor = Long.MAX_VALUE;
  private boolean stopped;

  DeadlineTimer(Scheduler scheduler, SerialExecutor executor, Runnable task) {
    this.scheduler = scheduler;
    this.executor = executor;
    this.task = task;
  }

  /** The task is due then; {@link Long#MAX_VALUE} for never. */
  void at(long deadline, long now) {
    if (stopped || deadline >= armedFor) {
      return;
    }
    cancel();
    armedFor = deadline;
    armed =
        scheduler.schedule(
            Duration.ofNanos(Math.max(0, deadline - now)), () -> executor.execute(this::fire));
  }

  private void fire() {
    armed = null;
    armedFor = Long.MAX_VALUE;
    if (!stopped) {
      task.run();
    }
  }

  /** The task does not run any more. */
  void stop() {
    stopped = true;
    cancel();
  }

  private void cancel() {
    if (armed != null) {
      armed.cancel();
      armed = null;
    }
  }
}
