// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for what a node does by itself. */
final class Await {
  static final Duration DEADLINE = Duration.ofSeconds(30);

  private Await() {}

  static void until(String what, Callable<Boolean> condition, Supplier<?> instead)
      throws Exception {
    long end = System.nanoTime() + DEADLINE.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    while (!condition.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "within %s not: %s, but %s".formatted(DEADLINE, what, instead.get()));
      }
      never.await(10, TimeUnit.MILLISECONDS);
    }
  }
}
