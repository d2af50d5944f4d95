// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.store.core;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.chaoschain.api.store.KeyValueStore;
import org.chaoschain.api.store.StoreException;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.testkit.contract.StoreFixture;
import org.chaoschain.testkit.sim.RecordedMetrics;

/** A store over an engine that may be left behind, with a thread that waits for the disk. */
public final class Stores implements StoreFixture {
  /** What is in the file or memory, opened anew. */
  private final UnaryOperator<Engine> crash;

  private final RecordedMetrics metrics = new RecordedMetrics();
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private Fragile engine;
  private EmbeddedStore store;

  public Stores(Callable<Engine> first, UnaryOperator<Engine> crash) throws Exception {
    this.crash = crash;
    start(first.call());
  }

  private void start(Engine on) throws StoreException {
    engine = new Fragile(on);
    store =
        new EmbeddedStore(
            engine,
            StoreLimits.of(metrics, 1 << 20, 1 << 19, 64, 1 << 16, 8, 1 << 18),
            new Wall(),
            new Never(),
            new Single(),
            Duration.ofMillis(10),
            metrics,
            cause -> {});
  }

  public EmbeddedStore store() {
    return store;
  }

  public Fragile engine() {
    return engine;
  }

  public RecordedMetrics metrics() {
    return metrics;
  }

  @Override
  public KeyValueStore of(String owner) {
    return store.of(owner);
  }

  @Override
  public void crash() throws Exception {
    engine.broken = true;
    thread.submit(() -> {}).get(30, TimeUnit.SECONDS);
    start(crash.apply(engine.engine));
  }

  @Override
  public void breakDisk() {
    engine.broken = true;
  }

  @Override
  public int largestKey() {
    return 64;
  }

  @Override
  public void close() throws Exception {
    store.close();
    thread.shutdown();
    if (!thread.awaitTermination(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the disk's thread does not end");
    }
  }

  /** An engine whose disk can break. */
  public static final class Fragile implements Engine {
    final Engine engine;
    volatile boolean broken;
    final AtomicInteger syncs = new AtomicInteger();

    Fragile(Engine engine) {
      this.engine = engine;
    }

    private void check() throws StoreException {
      if (broken) {
        throw new StoreException("no space left on device");
      }
    }

    @Override
    public Table table(String name) throws StoreException {
      return engine.table(name);
    }

    @Override
    public void commit() throws StoreException {
      check();
      engine.commit();
    }

    @Override
    public void sync() throws StoreException {
      check();
      syncs.incrementAndGet();
      engine.sync();
    }

    @Override
    public void compact() throws StoreException {
      check();
      engine.compact();
    }

    @Override
    public void close() {
      engine.close();
    }
  }

  /** The clock of the machine. */
  private static final class Wall implements Clock {
    @Override
    public java.time.Instant now() {
      return java.time.Instant.now();
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }
  }

  /** Lazy writes go with the next that is not. */
  private static final class Never implements Scheduler {
    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
      return () -> true;
    }

    @Override
    public Cancellable scheduleWithFixedDelay(Duration initial, Duration delay, Runnable task) {
      return () -> true;
    }

    @Override
    public SerialExecutor serial(String name) {
      throw new UnsupportedOperationException();
    }

    @Override
    public java.util.concurrent.Executor workers() {
      throw new UnsupportedOperationException();
    }
  }

  private final class Single implements SerialExecutor {
    @Override
    public boolean inExecutor() {
      return false;
    }

    @Override
    public void execute(Runnable task) {
      thread.execute(task);
    }
  }
}
