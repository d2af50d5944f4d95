// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.SerialExecutor;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Simulation simulation = new Simulation();
  private final List<String> trace = new ArrayList<>();

  @Test
  void timeStandsStillUntilSomethingRuns() {
    simulation.scheduler().schedule(SECOND, () -> trace.add("timer"));
    simulation.runUntilIdle();
    assertThat(trace).isEmpty();
    assertThat(simulation.now()).isZero();

    simulation.runFor(SECOND);
    assertThat(trace).containsExactly("timer");
    assertThat(simulation.clock().now()).isEqualTo(Simulation.EPOCH.plus(SECOND));
    assertThat(simulation.clock().nanoTime()).isEqualTo(SECOND.toNanos());
  }

  @Test
  void timersRunInTheOrderOfTimeThenOfTheCalls() {
    simulation.scheduler().schedule(SECOND.multipliedBy(2), () -> trace.add("late"));
    simulation.scheduler().schedule(SECOND, () -> trace.add("first"));
    simulation.scheduler().schedule(SECOND, () -> trace.add("second"));
    simulation.runUntil(Duration.ofSeconds(5));
    assertThat(trace).containsExactly("first", "second", "late");
  }

  @Test
  void aCancelledTimerDoesNotRun() {
    Cancellable timer = simulation.scheduler().schedule(SECOND, () -> trace.add("timer"));
    assertThat(timer.cancel()).isTrue();
    assertThat(timer.cancel()).isFalse();
    simulation.runFor(SECOND);
    assertThat(trace).isEmpty();
  }

  @Test
  void aRepetitionRunsUntilItIsCancelled() {
    Cancellable repetition =
        simulation
            .scheduler()
            .scheduleWithFixedDelay(Duration.ZERO, SECOND, () -> trace.add("again"));
    simulation.runFor(Duration.ofMillis(2500));
    repetition.cancel();
    simulation.runFor(Duration.ofSeconds(10));
    assertThat(trace).hasSize(3);
  }

  @Test
  void aSerialExecutorKeepsTheOrderAndKnowsItself() {
    SerialExecutor executor = simulation.scheduler().serial("test");
    for (int i = 0; i < 100; i++) {
      String name = Integer.toString(i);
      executor.execute(() -> trace.add(name + executor.inExecutor()));
    }
    assertThat(executor.inExecutor()).isFalse();
    simulation.runUntilIdle();
    assertThat(trace).hasSize(100).startsWith("0true", "1true").endsWith("99true");
  }

  @Test
  void theSeedAloneDecidesHowExecutorsInterleave() {
    assertThat(interleaving(1)).isEqualTo(interleaving(1));
    assertThat(List.of(interleaving(2), interleaving(3), interleaving(4)))
        .isNotEqualTo(List.of(interleaving(1), interleaving(1), interleaving(1)));
  }

  private static List<String> interleaving(long seed) {
    Simulation simulation = new Simulation(seed);
    List<String> trace = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      SerialExecutor executor = simulation.scheduler().serial(name);
      for (int i = 0; i < 10; i++) {
        executor.execute(() -> trace.add(name + simulation.random().nextInt(100)));
      }
    }
    simulation.runUntilIdle();
    return trace;
  }

  @Test
  void awaitStopsAsSoonAsTheConditionHolds() {
    simulation.scheduler().schedule(SECOND, () -> trace.add("timer"));
    simulation.await(() -> !trace.isEmpty(), Duration.ofHours(1));
    assertThat(simulation.now()).isEqualTo(SECOND);
  }

  @Test
  void awaitFailsWithSeedAndVirtualTime() {
    assertThatThrownBy(() -> simulation.await(() -> false, SECOND))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("seed " + simulation.seed())
        .hasMessageContaining("virtual time PT1S");
  }

  @Test
  void awaitGivesTheResultOrTheFailureOfAStage() {
    CompletableFuture<String> stage = new CompletableFuture<>();
    simulation.scheduler().schedule(SECOND, () -> stage.complete("done"));
    assertThat(simulation.await(stage, SECOND)).isEqualTo("done");

    CompletableFuture<String> failed = CompletableFuture.failedFuture(new IOException("no"));
    assertThat(simulation.awaitFailure(failed.thenApply(s -> s), SECOND)).hasMessage("no");
    assertThatThrownBy(() -> simulation.await(failed, SECOND))
        .isInstanceOf(AssertionError.class)
        .hasCauseInstanceOf(IOException.class);
  }

  @Test
  void aTaskThatThrowsFailsTheRun() {
    simulation
        .scheduler()
        .workers()
        .execute(
            () -> {
              throw new IllegalStateException("broken");
            });
    assertThatThrownBy(simulation::runUntilIdle)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("broken")
        .hasMessageContaining("seed");
  }

  @Test
  void aTaskFromAnotherThreadIsRefusedWhileItRuns() {
    AtomicReference<Throwable> refusal = new AtomicReference<>();
    simulation
        .scheduler()
        .workers()
        .execute(
            () -> {
              CompletableFuture<Void> other =
                  CompletableFuture.runAsync(
                      () -> simulation.scheduler().schedule(SECOND, () -> {}));
              other.handle((ok, failure) -> refusal.getAndSet(failure)).join();
            });
    simulation.runUntilIdle();
    assertThat(refusal.get()).hasMessageContaining("makes the trace random");
  }

  @Test
  void aBufferThatIsNotReleasedIsFound() {
    var buffer = simulation.allocator().buffer(10);
    assertThatThrownBy(simulation::assertNoLeaks).hasMessageContaining("10 bytes");
    buffer.release();
    simulation.assertNoLeaks();
  }
}
