// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many work at a time; it is looked by the test, with a time that the test sets. */
class WorkerPoolTest {
  private static final int WORKING = 2;
  private static final int MOST = 5;
  private static final long PATIENCE = 20;

  private final AtomicLong now = new AtomicLong();
  private final WorkerPool pool = new WorkerPool("test-", WORKING, MOST, now::get);
  private final Object monitor = new Object();
  private boolean released;
  private final AtomicBoolean computing = new AtomicBoolean(true);
  private final List<Thread> threads = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    release();
    computing.set(false);
    pool.shutdownNow();
    assertThat(pool.awaitTermination(PATIENCE, TimeUnit.SECONDS)).isTrue();
    assertThat(pool.threads()).isZero();
  }

  @Test
  void whileTasksComputeOnlySoManyWorkAsMay() throws Exception {
    begin(WORKING, this::compute);
    CountDownLatch ran = new CountDownLatch(20);
    for (int i = 0; i < 20; i++) {
      pool.execute(ran::countDown);
    }
    now.addAndGet(WorkerPool.LONG.toNanos() - 1);
    assertThat(pool.look()).isZero();
    assertThat(pool.look()).isZero();
    assertThat(pool.threads()).isEqualTo(WORKING);

    computing.set(false);
    assertThat(ran.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
    assertThat(pool.threads()).isEqualTo(WORKING);
  }

  @Test
  void aTaskThatWaitsAtTwoLooksIsReplaced() throws Exception {
    begin(WORKING, this::await);
    awaitState(Thread.State.WAITING);
    CountDownLatch ran = new CountDownLatch(1);
    pool.execute(ran::countDown);
    assertThat(pool.look()).isZero();
    assertThat(pool.look()).isEqualTo(1);
    assertThat(ran.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aTaskThatDoesNotEndIsReplaced() throws Exception {
    begin(WORKING, this::compute);
    CountDownLatch ran = new CountDownLatch(1);
    pool.execute(ran::countDown);
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(pool.look()).isEqualTo(1);
    assertThat(ran.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void thereAreNeverMoreThreadsThanTheMost() throws Exception {
    for (int i = 0; i < MOST; i++) {
      begin(1, this::await);
      awaitState(Thread.State.WAITING);
      pool.execute(() -> {});
      pool.look();
      pool.look();
    }
    assertThat(pool.threads()).isEqualTo(MOST);
    CountDownLatch ran = new CountDownLatch(1);
    pool.execute(ran::countDown);
    assertThat(pool.look()).isZero();
    release();
    assertThat(ran.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whoHasWaitedRestsWhenOthersWork() throws Exception {
    begin(WORKING, this::await);
    awaitState(Thread.State.WAITING);
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger peak = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(WORKING);
    CountDownLatch ran = new CountDownLatch(6);
    for (int i = 0; i < 6; i++) {
      pool.execute(
          () -> {
            peak.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            begun.countDown();
            compute();
            atOnce.decrementAndGet();
            ran.countDown();
          });
    }
    pool.look();
    pool.look();
    assertThat(begun.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
    release(); // the first two come back, and find that two others work
    awaitState(Thread.State.TIMED_WAITING);
    computing.set(false);
    assertThat(ran.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
    assertThat(peak.get()).isEqualTo(WORKING);
  }

  @Test
  void tasksBeginInTheirOrder() throws Exception {
    LinkedBlockingQueue<Integer> begun = new LinkedBlockingQueue<>();
    begin(WORKING - 1, this::compute);
    for (int i = 0; i < 50; i++) {
      int number = i;
      pool.execute(() -> begun.add(number));
    }
    for (int i = 0; i < 50; i++) {
      assertThat(begun.poll(PATIENCE, TimeUnit.SECONDS)).isEqualTo(i);
    }
  }

  @Test
  void anInterruptDoesNotReachTheNextTaskAndAThrownErrorEndsNothing() throws Exception {
    begin(WORKING - 1, this::compute);
    LinkedBlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();
    pool.execute(() -> Thread.currentThread().interrupt());
    pool.execute(
        () -> {
          Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> {});
          throw new AssertionError("thrown by a test");
        });
    pool.execute(() -> interrupted.add(Thread.currentThread().isInterrupted()));
    assertThat(interrupted.poll(PATIENCE, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void whatShutsDownInterruptsAndGivesBackWhatHasNotBegun() throws Exception {
    begin(WORKING, this::await);
    Runnable never = () -> {};
    pool.execute(never);
    assertThat(pool.shutdownNow()).containsExactly(never);
    assertThatThrownBy(() -> pool.execute(never)).isInstanceOf(RejectedExecutionException.class);
    assertThat(pool.awaitTermination(PATIENCE, TimeUnit.SECONDS)).isTrue();
    assertThat(pool.isTerminated()).isTrue();
  }

  @Test
  void thePoolLooksByItselfWhileTasksWait() throws Exception {
    WorkerPool watched = new WorkerPool("test-watched-", 1, 2);
    try {
      watched.execute(this::await);
      CountDownLatch ran = new CountDownLatch(1);
      watched.execute(ran::countDown);
      assertThat(ran.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
    } finally {
      watched.shutdownNow();
    }
    assertThat(watched.awaitTermination(PATIENCE, TimeUnit.SECONDS)).isTrue();
  }

  /**
   * Until so many tasks have begun, with the threads that the pool starts by itself: looking now
   * would replace a task that already waits by a thread that the next task has not come to.
   */
  private void begin(int count, Runnable task) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      pool.execute(
          () -> {
            synchronized (threads) {
              threads.add(Thread.currentThread());
            }
            begun.countDown();
            task.run();
          });
    }
    assertThat(begun.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
  }

  private void compute() {
    while (computing.get()) {
      Thread.onSpinWait();
    }
  }

  /** By a monitor: a thread that parks may seem to wait for a moment, and go round once more. */
  private void await() {
    synchronized (monitor) {
      while (!released) {
        try {
          monitor.wait();
        } catch (InterruptedException e) {
          return; // the pool is shut down
        }
      }
    }
  }

  private void release() {
    synchronized (monitor) {
      released = true;
      monitor.notifyAll();
    }
  }

  /** Until all that was begun is in a state. */
  private void awaitState(Thread.State state) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
    List<Thread> all;
    synchronized (threads) {
      all = List.copyOf(threads);
    }
    for (Thread thread : all) {
      while (thread.getState() != state) {
        assertThat(System.nanoTime()).isLessThan(end);
        Thread.onSpinWait();
      }
    }
  }
}
