// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.contract;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.chaoschain.testkit.sim.Simulation;

/**
 * How a contract waits: in virtual time for what runs in a simulation, in real time for what has
 * threads and sockets of its own.
 */
@FunctionalInterface
public interface Waiting {
  /** What a condition is given in real time. */
  Duration REAL_DEADLINE = Duration.ofSeconds(20);

  /** What a condition is given in virtual time. */
  Duration VIRTUAL_DEADLINE = Duration.ofMinutes(5);

  /** Returns as soon as the condition holds; fails with the description if the deadline passes. */
  void until(BooleanSupplier condition, String description);

  /** In real time, for implementations with threads of their own. */
  static Waiting real() {
    return (condition, description) -> {
      long start = System.nanoTime();
      while (!condition.getAsBoolean()) {
        if (System.nanoTime() - start > REAL_DEADLINE.toNanos()) {
          throw new AssertionError("not within " + REAL_DEADLINE + ": " + description);
        }
        LockSupport.parkNanos(200_000);
      }
    };
  }

  /** In the virtual time of a simulation. */
  static Waiting in(Simulation simulation) {
    return (condition, description) -> {
      try {
        simulation.await(condition, VIRTUAL_DEADLINE);
      } catch (AssertionError e) {
        throw new AssertionError(description + ": " + e.getMessage(), e);
      }
    };
  }

  /** Waits for a result. */
  default <T> T result(CompletionStage<T> stage, String description) {
    CompletableFuture<T> future = stage.toCompletableFuture();
    until(future::isDone, description);
    try {
      return future.join();
    } catch (RuntimeException e) {
      throw new AssertionError(description + " failed: " + e.getMessage(), e);
    }
  }

  /** Waits for a failure and returns it without its wrapping. */
  default Throwable failure(CompletionStage<?> stage, String description) {
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    stage.whenComplete(
        (result, thrown) ->
            failure.complete(
                thrown == null ? new AssertionError(description + " did not fail") : thrown));
    Throwable thrown = result(failure, description);
    if (thrown instanceof AssertionError e) {
      throw e;
    }
    return thrown instanceof java.util.concurrent.CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }
}
