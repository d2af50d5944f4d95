// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.chaoschain.extension.pf4j.carrier.CarriedPluginException;

/** What has to be undone, last done first. Safe for use by many threads. */
final class Undo {
  private final Deque<Named> steps = new ArrayDeque<>();

  /** A step back. */
  interface Step {
    void run() throws Exception;
  }

  private record Named(String what, Step step) {}

  /**
   * Remembers a step.
   *
   * @param what for people: {@code its class loader cannot be closed}
   */
  synchronized void add(String what, Step step) {
    steps.push(new Named(what, step));
  }

  /** Takes all steps, whatever one of them throws; each is taken once. */
  synchronized Optional<CarriedPluginException> run() {
    CarriedPluginException first = null;
    while (!steps.isEmpty()) {
      Named next = steps.pop();
      try {
        next.step().run();
      } catch (Exception | LinkageError | AssertionError e) { // a plugin may throw anything
        CarriedPluginException failure = Failures.of(next.what(), e);
        first = first == null ? failure : first;
      }
    }
    return Optional.ofNullable(first);
  }
}
