// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that run work: virtual ones where the JDK has them, else a pool. Bounded by those who
 * submit.
 */
final class Workers {
  private static final Logger log = LoggerFactory.getLogger(Workers.class);
  private static final String NAME = "chaos-worker-";

  /** Threads of a pool beside one for each processor, in the place of those that wait for disks. */
  private static final int SPARE = 2;

  private final ExecutorService executor;
  private final boolean virtual;
  private final Set<Thread> busy = ConcurrentHashMap.newKeySet();

  private Workers(ExecutorService executor, boolean virtual) {
    this.executor = executor;
    this.virtual = virtual;
  }

  static Workers open(int poolThreads) {
    ThreadFactory factory = virtualThreads();
    return factory == null
        ? new Workers(pool(poolThreads), false)
        : new Workers(threadPerTask(factory), true);
  }

  static Workers openPool(int poolThreads) {
    return new Workers(pool(poolThreads), false);
  }

  boolean virtual() {
    return virtual;
  }

  /** Runs the task on a worker thread; the task must not throw. */
  void submit(Runnable task) {
    executor.execute(
        () -> {
          Thread self = Thread.currentThread();
          busy.add(self);
          try {
            task.run();
          } finally {
            busy.remove(self);
          }
        });
  }

  /** Interrupts all work and waits for its end, unless the caller is itself such work. */
  void close(Duration patience) {
    executor.shutdownNow();
    if (busy.contains(Thread.currentThread())) {
      return;
    }
    try {
      if (!executor.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("{} worker threads did not end within {}: {}", busy.size(), patience, busy);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ExecutorService pool(int threads) {
    return new WorkerPool(NAME, Runtime.getRuntime().availableProcessors() + SPARE, threads);
  }

  // Thread.ofVirtual().name(NAME, 1).factory() of JDK 21, in byte code for 17.
  private static ThreadFactory virtualThreads() {
    try {
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Class<?> type = Class.forName("java.lang.Thread$Builder");
      builder = type.getMethod("name", String.class, long.class).invoke(builder, NAME, 1L);
      return (ThreadFactory) type.getMethod("factory").invoke(builder);
    } catch (ReflectiveOperationException | UnsupportedOperationException e) {
      log.debug("no virtual threads here, a pool does the work: {}", e.toString());
      return null;
    }
  }

  private static ExecutorService threadPerTask(ThreadFactory factory) {
    try {
      Method open = Executors.class.getMethod("newThreadPerTaskExecutor", ThreadFactory.class);
      return (ExecutorService) open.invoke(null, factory);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a JDK with virtual threads has an executor for them", e);
    }
  }
}
