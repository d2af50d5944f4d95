// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.chaoschain.api.time.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats a step on the workers for as long as it has something to do, never twice at once. It
 * keeps no queue of tasks, so it needs no bound: what waits is where the step looks.
 */
final class Turns {
  private static final Logger LOG = LoggerFactory.getLogger(Turns.class);
  private static final int STEPS_A_TURN = 32;
  private static final Duration RETRY = Duration.ofMillis(20);

  private final Scheduler scheduler;
  private final BooleanSupplier step;
  private final AtomicInteger wanted = new AtomicInteger();

  /**
   * Turns that have not begun.
   *
   * @param step answers whether there may be more to do
   */
  Turns(Scheduler scheduler, BooleanSupplier step) {
    this.scheduler = scheduler;
    this.step = step;
  }

  /** There is something to do. */
  void wake() {
    if (wanted.getAndIncrement() == 0) {
      submit();
    }
  }

  private void submit() {
    try {
      scheduler.workers().execute(this::turn);
    } catch (RejectedExecutionException e) {
      LOG.debug("the workers are busy, trying again in {}: {}", RETRY, e.getMessage());
      scheduler.schedule(RETRY, this::submit);
    }
  }

  private void turn() {
    int answered = wanted.get();
    boolean more = true;
    try {
      for (int i = 0; i < STEPS_A_TURN && more; i++) {
        more = step.getAsBoolean();
      }
    } catch (RuntimeException | Error e) {
      LOG.error("a step of delivery failed; going on with the next", e);
      scheduler.schedule(RETRY, this::submit);
      return;
    }
    if (more || wanted.addAndGet(-answered) != 0) {
      submit();
    }
  }
}
