// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.time;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where bundles get threads and delays from. Safe for use by many threads.
 *
 * <p>Timer callbacks run on a thread that all share: they must not block and should be short; work
 * goes to an executor. What a callback throws is logged and counted. After the scheduler's bundle
 * has stopped, nothing runs any more.
 */
@ProviderType
public interface Scheduler {
  /**
   * Runs a task once.
   *
   * @param delay from now; zero or negative means as soon as possible
   */
  Cancellable schedule(Duration delay, Runnable task);

  /**
   * Runs a task again and again, each run {@code delay} after the end of the one before.
   *
   * @param initialDelay until the first run
   * @param delay more than zero
   */
  Cancellable scheduleWithFixedDelay(Duration initialDelay, Duration delay, Runnable task);

  /**
   * A new executor that runs its tasks in order on the worker threads. It needs no closing.
   *
   * @param name for thread names, logs and metrics
   */
  SerialExecutor serial(String name);

  /**
   * The worker threads, for tasks that may block: virtual threads where the JDK has them, else a
   * bounded pool.
   *
   * @throws java.util.concurrent.RejectedExecutionException from {@code execute} when the bounded
   *     queue of the pool is full
   */
  Executor workers();
}
