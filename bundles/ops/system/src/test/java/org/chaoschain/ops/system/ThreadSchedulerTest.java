// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.SerialExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Timers, workers and serial executors, with the pool of JDK 17 and with whatever this JDK prefers.
 */
class ThreadSchedulerTest {
  private static final SchedulerLimits LIMITS = new SchedulerLimits(4, 3, 5, 2);
  private static final Duration SOON = Duration.ofMillis(1);
  private static final Duration NEVER = Duration.ofDays(1);

  private final CountingMetrics metrics = new CountingMetrics(100);
  private ThreadScheduler scheduler;

  enum Kind {
    POOL,
    BEST_OF_THIS_JDK
  }

  private ThreadScheduler open(Kind kind, SchedulerLimits limits) {
    scheduler =
        kind == Kind.POOL
            ? new ThreadScheduler(limits, metrics, Workers.openPool(limits.workerThreads()))
            : new ThreadScheduler(limits, metrics);
    return scheduler;
  }

  @AfterEach
  void close() {
    scheduler.close();
  }

  @ParameterizedTest
  @EnumSource
  void aTimerRunsOnceAfterItsDelay(Kind kind) throws Exception {
    CountDownLatch ran = new CountDownLatch(1);
    Cancellable timer = open(kind, LIMITS).schedule(SOON, ran::countDown);
    await(ran);
    assertThat(timer.cancel()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aTaskThatIsRunningCannotBeCalledOffButARepeatedOneCanBeEnded(Kind kind) throws Exception {
    open(kind, SchedulerLimits.defaults());
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    Cancellable once =
        scheduler.schedule(
            Duration.ZERO,
            () -> {
              running.countDown();
              awaitUnchecked(mayEnd);
            });
    await(running);
    assertThat(once.cancel()).isFalse();
    mayEnd.countDown();

    CountDownLatch ran = new CountDownLatch(2);
    Cancellable repeated = scheduler.scheduleWithFixedDelay(SOON, SOON, ran::countDown);
    await(ran);
    assertThat(repeated.cancel()).isTrue();
    assertThat(repeated.cancel()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aDelayBeyondAllBoundsIsALongTime(Kind kind) {
    Cancellable timer = open(kind, LIMITS).schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> {});
    assertThat(timer.cancel()).isTrue();
    assertThat(timer.cancel()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aRepeatedTaskGoesOnAfterItThrew(Kind kind) throws Exception {
    CountDownLatch runs = new CountDownLatch(3);
    open(kind, LIMITS)
        .scheduleWithFixedDelay(
            Duration.ZERO,
            SOON,
            () -> {
              runs.countDown();
              throw new IllegalStateException("thrown by a test");
            });
    await(runs);
    assertThat(metrics.counter("scheduler.tasks.failed").value()).isGreaterThanOrEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void timersBeyondTheLimitAreRefusedByName(Kind kind) {
    open(kind, LIMITS);
    scheduler.schedule(NEVER, () -> {});
    Cancellable second = scheduler.schedule(NEVER, () -> {});
    assertThatThrownBy(() -> scheduler.schedule(NEVER, () -> {}))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("timers: 3 timers is above the limit of 2")
        .hasMessageContaining("ops.system.max.timers");
    second.cancel();
    assertThat(scheduler.schedule(NEVER, () -> {}).cancel()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void workersRunTasksSideBySideUpToTheLimit(Kind kind) throws Exception {
    open(kind, LIMITS);
    CountDownLatch allRun = new CountDownLatch(3);
    CountDownLatch mayEnd = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(3);
    for (int i = 0; i < 3; i++) {
      scheduler
          .workers()
          .execute(
              () -> {
                allRun.countDown();
                awaitUnchecked(mayEnd);
                ended.countDown();
              });
    }
    await(allRun);
    assertThatThrownBy(() -> scheduler.workers().execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("ops.system.worker.max.tasks");
    assertThat(metrics.counter("limit.refused", "key", "ops.system.worker.max.tasks").value())
        .isEqualTo(1);
    mayEnd.countDown();
    await(ended);
  }

  @ParameterizedTest
  @EnumSource
  void aSerialExecutorKeepsTheOrderAndRunsOneAtATime(Kind kind) throws Exception {
    open(kind, SchedulerLimits.defaults());
    SerialExecutor serial = scheduler.serial("test");
    List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger inside = new AtomicInteger();
    AtomicBoolean overlapped = new AtomicBoolean();
    CountDownLatch done = new CountDownLatch(1000);
    for (int i = 0; i < 1000; i++) {
      int number = i;
      serial.execute(
          () -> {
            overlapped.compareAndSet(false, inside.incrementAndGet() != 1 || !serial.inExecutor());
            seen.add(number);
            inside.decrementAndGet();
            done.countDown();
          });
    }
    await(done);
    assertThat(seen).isEqualTo(IntStream.range(0, 1000).boxed().toList());
    assertThat(overlapped).isFalse();
    assertThat(serial.inExecutor()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aTaskKnowsItsExecutorHoweverOftenThatFallsIdle(Kind kind) throws Exception {
    open(kind, SchedulerLimits.defaults());
    SerialExecutor serial = scheduler.serial("idle");
    AtomicInteger astray = new AtomicInteger();
    for (int i = 0; i < 5_000; i++) {
      CountDownLatch done = new CountDownLatch(1);
      serial.execute(
          () -> {
            if (!serial.inExecutor()) {
              astray.incrementAndGet();
            }
            done.countDown();
          });
      await(done);
    }
    assertThat(astray).hasValue(0);
  }

  @ParameterizedTest
  @EnumSource
  void aSerialExecutorGoesOnAfterATaskThrew(Kind kind) throws Exception {
    SerialExecutor serial = open(kind, LIMITS).serial("test");
    CountDownLatch ran = new CountDownLatch(1);
    serial.execute(
        () -> {
          throw new IllegalStateException("thrown by a test");
        });
    serial.execute(ran::countDown);
    await(ran);
    assertThat(metrics.counter("scheduler.tasks.failed").value()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void aFullSerialExecutorRefusesByName(Kind kind) throws Exception {
    SerialExecutor serial = open(kind, LIMITS).serial("crowded");
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    serial.execute(
        () -> {
          running.countDown();
          awaitUnchecked(mayEnd);
        });
    await(running);
    for (int i = 0; i < 5; i++) {
      serial.execute(() -> {});
    }
    assertThatThrownBy(() -> serial.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("serial executor crowded: 6 tasks is above the limit of 5")
        .hasMessageContaining("ops.system.serial.max.tasks");
    mayEnd.countDown();
  }

  @ParameterizedTest
  @EnumSource
  void runInsideTheExecutorRunsAtOnce(Kind kind) throws Exception {
    SerialExecutor serial = open(kind, LIMITS).serial("test");
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(1);
    serial.execute(
        () -> {
          serial.run(() -> order.add("inner"));
          order.add("outer");
          done.countDown();
        });
    await(done);
    assertThat(order).containsExactly("inner", "outer");
  }

  @ParameterizedTest
  @EnumSource
  void afterCloseNothingRunsAndNoThreadIsLeft(Kind kind) throws Exception {
    open(kind, LIMITS);
    List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch running = new CountDownLatch(2);
    AtomicBoolean late = new AtomicBoolean();
    Runnable stuck =
        () -> {
          threads.add(Thread.currentThread());
          running.countDown();
          awaitUnchecked(new CountDownLatch(1));
        };
    scheduler.workers().execute(stuck);
    scheduler.schedule(Duration.ZERO, stuck);
    await(running);
    scheduler.close();
    SerialExecutor serial = scheduler.serial("late");
    serial.execute(() -> late.set(true));
    assertThat(scheduler.schedule(Duration.ZERO, () -> late.set(true)).cancel()).isFalse();
    assertThatThrownBy(() -> scheduler.workers().execute(() -> late.set(true)))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("the scheduler has stopped");
    for (Thread thread : threads) {
      thread.join(5_000);
      assertThat(thread.isAlive()).isFalse();
    }
    assertThat(late).isFalse();
    assertThat(metrics.samples()).noneMatch(sample -> sample.name().equals("scheduler.timers"));
  }

  @ParameterizedTest
  @EnumSource
  void aWorkerMayCloseTheScheduler(Kind kind) throws Exception {
    open(kind, LIMITS);
    CountDownLatch closed = new CountDownLatch(1);
    scheduler
        .workers()
        .execute(
            () -> {
              scheduler.close();
              closed.countDown();
            });
    await(closed);
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(10, TimeUnit.SECONDS)).as("the awaited condition within 10 s").isTrue();
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
