// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.message.delivery.core.Waker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats a step on the workers for as long as it has something to do, never twice at once. It
 * keeps no queue of tasks, so it needs no bound: what waits is where the step looks.
 *
 * <p>A message passes several of these on its way, and to hand it to another thread each time would
 * cost more than most of the steps. So a step whose last act is to fill the next lane says so
 * ({@link #wakeLast}): if its own lane has nothing more to do, its worker goes on with that one.
 */
final class Turns implements Waker {
  private static final Logger LOG = LoggerFactory.getLogger(Turns.class);
  private static final int STEPS_A_TURN = 32;
  private static final Duration RETRY = Duration.ofMillis(20);

  /** Whom the worker goes on with; there only while it is in a turn. */
  private static final ThreadLocal<Follower> FOLLOWER = new ThreadLocal<>();

  private final Scheduler scheduler;
  private final BooleanSupplier step;
  private final AtomicInteger wanted = new AtomicInteger();

  /** The lane that was filled last, if nobody works on it. For one worker. */
  private static final class Follower {
    private Turns turns;

    void set(Turns filled) {
      submit();
      turns = filled;
    }

    /** To another worker: this one has more to do. */
    void submit() {
      Turns now = take();
      if (now != null) {
        now.submit();
      }
    }

    Turns take() {
      Turns now = turns;
      turns = null;
      return now;
    }
  }

  /**
   * Turns that have not begun.
   *
   * @param step answers whether there may be more to do
   */
  Turns(Scheduler scheduler, BooleanSupplier step) {
    this.scheduler = scheduler;
    this.step = step;
  }

  @Override
  public void wake() {
    if (wanted.getAndIncrement() == 0) {
      submit();
    }
  }

  @Override
  public void wakeLast() {
    if (wanted.getAndIncrement() == 0) {
      Follower follower = FOLLOWER.get();
      if (follower == null) {
        submit();
      } else {
        follower.set(this);
      }
    }
  }

  private void submit() {
    try {
      scheduler.workers().execute(this::work);
    } catch (RejectedExecutionException e) {
      LOG.debug("the workers are busy, trying again in {}: {}", RETRY, e.getMessage());
      scheduler.schedule(RETRY, this::submit);
    }
  }

  private void work() {
    Follower follower = new Follower();
    FOLLOWER.set(follower);
    try {
      for (Turns now = this; now != null; now = follower.take()) {
        now.turn(follower);
      }
    } finally {
      FOLLOWER.remove();
    }
  }

  private void turn(Follower follower) {
    int answered = wanted.get();
    try {
      for (int i = 0; i < STEPS_A_TURN; i++) {
        if (!step.getAsBoolean()) {
          answered = wanted.addAndGet(-answered);
          if (answered == 0) {
            return;
          }
        }
        follower.submit();
      }
    } catch (RuntimeException | Error e) {
      LOG.error("a step of delivery failed; going on with the next", e);
      scheduler.schedule(RETRY, this::submit);
      return;
    }
    submit();
  }
}
