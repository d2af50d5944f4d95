// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.interop;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for conditions of other processes, with a deadline. */
final class Awaiting {
  private static final Duration PAUSE = Duration.ofMillis(5);

  private Awaiting() {}

  static void until(BooleanSupplier condition, Duration deadline, String what) {
    long end = System.nanoTime() + deadline.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within " + deadline + ": " + what);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
