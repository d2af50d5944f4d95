// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.sim;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;

/**
 * Everything a node takes from its surroundings, driven by a seed and by virtual time, which stands
 * still but for the {@code run} and {@code await} methods. All tasks run inside those, on the
 * thread that calls them, in an order that depends on the seed alone.
 *
 * <p>A task that throws makes the running method fail. Every failure names seed and virtual time; a
 * test that uses {@link #Simulation()} repeats a failure with {@code -Dchaoschain.seed=…}.
 *
 * <p>Not safe for use by many threads; it refuses tasks that come from another thread while it
 * runs.
 */
public final class Simulation {
  /** The wall-clock time at which every simulation starts. */
  public static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

  /** The system property that sets the seed of {@link #Simulation()}. */
  public static final String SEED_PROPERTY = "chaoschain.seed";

  /** The most tasks that one run or await may take; beyond it something goes round in circles. */
  public static final long MAX_STEPS = 50_000_000;

  private final long seed;
  private final Agenda agenda;
  private final SimScheduler scheduler;
  private final SimClock clock = new SimClock(this);
  private final SplittableRandom root;
  private final RandomGenerator random;
  private final EntropySource entropy;
  private final RecordedMetrics metrics = new RecordedMetrics();
  private final RecordedEvents events = new RecordedEvents();
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
  private volatile Thread runner;
  private long nowNanos;

  /** Takes the seed from the property {@value #SEED_PROPERTY}, or a fresh one. */
  public Simulation() {
    this(Long.getLong(SEED_PROPERTY, new SplittableRandom().nextLong()));
  }

  /** The same seed gives the same trace. */
  public Simulation(long seed) {
    this.seed = seed;
    this.root = new SplittableRandom(seed);
    this.agenda = new Agenda(root.split());
    this.scheduler = new SimScheduler(this, agenda);
    this.random = root.split();
    this.entropy = new SeededEntropy(root.split());
  }

  /** What all its randomness comes from. */
  public long seed() {
    return seed;
  }

  /** The clock of all who need no clock of their own. */
  public Clock clock() {
    return clock;
  }

  /** A clock for one node, which can be set wrong. */
  public SimClock newClock() {
    return new SimClock(this);
  }

  /** Timers, serial executors and workers in virtual time. */
  public Scheduler scheduler() {
    return scheduler;
  }

  /** Randomness for jitter and sampling. */
  public RandomGenerator random() {
    return random;
  }

  /** A further source of randomness, which draws nothing from the others. */
  public RandomGenerator newRandom() {
    return root.split();
  }

  /** Entropy from the seed. */
  public EntropySource entropy() {
    return entropy;
  }

  /** Meters to look at. */
  public RecordedMetrics metrics() {
    return metrics;
  }

  /** Events to look at. */
  public RecordedEvents events() {
    return events;
  }

  /** Makes heap buffers that {@link #assertNoLeaks} counts. */
  public ByteBufAllocator allocator() {
    return allocator;
  }

  /** The virtual time since the start. */
  public Duration now() {
    return Duration.ofNanos(nowNanos);
  }

  /** Runs what is due now, and what comes of it, until nothing is due; time stands still. */
  public void runUntilIdle() {
    drive(() -> false, nowNanos);
  }

  /**
   * Runs all that is due until then.
   *
   * @param sinceStart virtual time since the start; it is the time afterwards unless it was later
   *     already
   */
  public void runUntil(Duration sinceStart) {
    long target = Math.max(nowNanos, sinceStart.toNanos());
    drive(() -> false, target);
    nowNanos = target;
  }

  /** Runs all that is due within a time from now. */
  public void runFor(Duration time) {
    runUntil(now().plus(time));
  }

  /**
   * Runs until a condition holds.
   *
   * @param deadline in virtual time from now
   * @throws AssertionError if it does not hold by then
   */
  public void await(BooleanSupplier condition, Duration deadline) {
    if (!drive(condition, nanosAfter(deadline))) {
      nowNanos = nanosAfter(deadline);
      throw new AssertionError(describe("the condition does not hold after " + deadline));
    }
  }

  /**
   * Runs until a result is there.
   *
   * @param deadline in virtual time from now
   * @throws AssertionError if it is not there by then, or is a failure, which is the cause
   */
  public <T> T await(CompletionStage<T> stage, Duration deadline) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    await(future::isDone, deadline);
    try {
      return future.join();
    } catch (RuntimeException e) {
      throw new AssertionError(describe("the stage failed: " + unwrap(e)), unwrap(e));
    }
  }

  /**
   * Runs until a failure is there, and returns it.
   *
   * @param deadline in virtual time from now
   * @throws AssertionError if it is not there by then, or the stage succeeds
   */
  public Throwable awaitFailure(CompletionStage<?> stage, Duration deadline) {
    CompletableFuture<?> future = stage.toCompletableFuture();
    await(future::isDone, deadline);
    try {
      Object result = future.join();
      throw new AssertionError(describe("the stage did not fail but gave " + result));
    } catch (RuntimeException e) {
      return unwrap(e);
    }
  }

  /**
   * Checks that all buffers of {@link #allocator} were released.
   *
   * @throws AssertionError if not
   */
  public void assertNoLeaks() {
    long held = allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory();
    if (held != 0) {
      throw new AssertionError(describe(held + " bytes of buffers were not released"));
    }
  }

  /** A message with seed and virtual time, for a test's own failures. */
  public String describe(String what) {
    return "%s [seed %d, virtual time %s; repeat with -D%s=%d]"
        .formatted(what, seed, now(), SEED_PROPERTY, seed);
  }

  long nanosAfter(Duration delay) {
    return nowNanos + Math.max(0, delay.toNanos());
  }

  boolean onThread() {
    return runner == Thread.currentThread();
  }

  void checkThread() {
    Thread running = runner;
    if (running != null && running != Thread.currentThread()) {
      throw new IllegalStateException(
          describe(
              "a task came from %s while the simulation runs on %s, which makes the trace random"
                  .formatted(Thread.currentThread().getName(), running.getName())));
    }
  }

  /** Runs what is due until the condition holds or nothing more is due by {@code untilNanos}. */
  private boolean drive(BooleanSupplier condition, long untilNanos) {
    if (runner != null) {
      throw new IllegalStateException(describe("a task must not run the simulation itself"));
    }
    runner = Thread.currentThread();
    try {
      for (long steps = 0; steps < MAX_STEPS; steps++) {
        if (condition.getAsBoolean()) {
          return true;
        }
        Agenda.Entry next = agenda.peek();
        if (next == null || next.atNanos > untilNanos) {
          return false;
        }
        perform(agenda.poll());
      }
      throw new AssertionError(describe("still busy after " + MAX_STEPS + " tasks"));
    } finally {
      runner = null;
    }
  }

  private void perform(Agenda.Entry entry) {
    nowNanos = Math.max(nowNanos, entry.atNanos);
    try {
      entry.task.run();
    } catch (RuntimeException | Error e) {
      throw new AssertionError(describe("a task threw " + e), e);
    }
  }

  private static Throwable unwrap(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
