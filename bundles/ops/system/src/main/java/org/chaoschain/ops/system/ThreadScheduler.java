// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One timer thread and bounded workers. Beyond a bound {@code schedule} and {@code execute} throw
 * {@link RejectedExecutionException}, whose message names the bound and its key. Once closed,
 * nothing runs: timers and serial tasks given later are dropped without a word, tasks for the
 * workers are rejected. Safe for use by many threads.
 */
public final class ThreadScheduler implements Scheduler, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ThreadScheduler.class);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final ScheduledThreadPoolExecutor timer;
  private final Workers workers;
  private final AtomicInteger workerTasks = new AtomicInteger();
  private final Limit workerLimit;
  private final Limit serialLimit;
  private final Limit timerLimit;
  private final Counter failures;
  private final Cancellable workerGauge;
  private final Cancellable timerGauge;
  private volatile boolean closed;

  /**
   * Starts the timer; worker threads come as work does.
   *
   * @param metrics takes {@code scheduler.tasks.failed}, {@code scheduler.worker.tasks}, {@code
   *     scheduler.timers} and the refusals of the limits
   */
  public ThreadScheduler(SchedulerLimits limits, Metrics metrics) {
    this(limits, metrics, Workers.open(limits.workerThreads()));
  }

  ThreadScheduler(SchedulerLimits limits, Metrics metrics, Workers workers) {
    this.workers = workers;
    workerLimit = metrics.limit("ops.system.worker.max.tasks", limits.workerTasks(), "tasks");
    serialLimit = metrics.limit("ops.system.serial.max.tasks", limits.serialTasks(), "tasks");
    timerLimit = metrics.limit("ops.system.max.timers", limits.timers(), "timers");
    failures = metrics.counter("scheduler.tasks.failed");
    timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "chaos-timer");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    workerGauge = metrics.gauge("scheduler.worker.tasks", workerTasks::get);
    timerGauge = metrics.gauge("scheduler.timers", () -> timer.getQueue().size());
  }

  /** Whether the workers are virtual threads. */
  public boolean virtualThreads() {
    return workers.virtual();
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    TimerTask timed = new TimerTask(guarded(task), false);
    return start(timed, () -> timer.schedule(timed, nanos(delay), TimeUnit.NANOSECONDS));
  }

  @Override
  public Cancellable scheduleWithFixedDelay(Duration initialDelay, Duration delay, Runnable task) {
    if (delay.isNegative() || delay.isZero()) {
      throw new IllegalArgumentException("a fixed delay is more than zero, not " + delay);
    }
    TimerTask timed = new TimerTask(guarded(task), true);
    return start(
        timed,
        () ->
            timer.scheduleWithFixedDelay(
                timed, nanos(initialDelay), nanos(delay), TimeUnit.NANOSECONDS));
  }

  @Override
  public SerialExecutor serial(String name) {
    return new SerialTasks(name, this, serialLimit);
  }

  @Override
  public Executor workers() {
    return this::executeOnWorker;
  }

  /** Drops all timers, interrupts all work, and waits a few seconds for the threads to end. */
  @Override
  public void close() {
    closed = true;
    workerGauge.cancel();
    timerGauge.cancel();
    timer.shutdownNow();
    workers.close(PATIENCE);
  }

  boolean closed() {
    return closed;
  }

  /** Hands a task that does not throw to a worker, bounded by the caller; dropped once closed. */
  void submit(Runnable task) {
    try {
      workers.submit(task);
    } catch (RejectedExecutionException e) {
      if (!closed) {
        throw e;
      }
    }
  }

  void runSafely(String name, Runnable task) {
    try {
      task.run();
    } catch (Throwable e) { // also errors: one broken task must not end the thread that all share
      failures.increment();
      if (closed) {
        log.debug("a task of {} failed while the scheduler closed", name, e);
      } else {
        log.error("a task of {} failed", name, e);
      }
    }
  }

  private void executeOnWorker(Runnable task) {
    if (closed) {
      throw new RejectedExecutionException("the scheduler has stopped");
    }
    int count = workerTasks.incrementAndGet();
    if (!workerLimit.allows(count)) {
      workerTasks.decrementAndGet();
      throw new RejectedExecutionException(workerLimit.refuse("workers", count).getMessage());
    }
    try {
      workers.submit(
          () -> {
            try {
              runSafely("workers", task);
            } finally {
              workerTasks.decrementAndGet();
            }
          });
    } catch (RejectedExecutionException e) {
      workerTasks.decrementAndGet();
      throw e;
    }
  }

  private Cancellable start(TimerTask task, Supplier<Future<?>> entry) {
    int pending = timer.getQueue().size() + 1;
    if (!timerLimit.allows(pending)) {
      throw new RejectedExecutionException(timerLimit.refuse("timers", pending).getMessage());
    }
    try {
      task.attach(entry.get());
      return task;
    } catch (RejectedExecutionException e) {
      if (!closed) {
        throw e;
      }
      return () -> false;
    }
  }

  private Runnable guarded(Runnable task) {
    return () -> runSafely("the timer", task);
  }

  private static long nanos(Duration delay) {
    try {
      return Math.max(0, delay.toNanos());
    } catch (ArithmeticException e) {
      return delay.isNegative() ? 0 : Long.MAX_VALUE / 2;
    }
  }
}
