// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.message.delivery.core.Outcome;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.Outcome.Taken;

/** Waits for a message's handler, but not for ever: then what is known by then counts. */
final class Patience {
  private Patience() {}

  /**
   * Tells what became of a message, once.
   *
   * @param patience how long its handler is waited for
   */
  static void await(
      Arrival arrival, Duration patience, Scheduler scheduler, Consumer<Outcome> told) {
    AtomicBoolean answered = new AtomicBoolean();
    if (arrival.handled().isDone()) {
      told.accept(duplicateOrOutcome(arrival, arrival.handled().join()));
      return;
    }
    Cancellable over =
        scheduler.schedule(
            patience,
            () ->
                arrival
                    .admitted()
                    .thenAccept(
                        outcome -> {
                          if (answered.compareAndSet(false, true)) {
                            told.accept(outcome);
                          }
                        }));
    arrival
        .handled()
        .thenAccept(
            outcome -> {
              if (answered.compareAndSet(false, true)) {
                over.cancel();
                told.accept(duplicateOrOutcome(arrival, outcome));
              }
            });
  }

  private static Outcome duplicateOrOutcome(Arrival arrival, Outcome outcome) {
    boolean duplicate = arrival.admitted().getNow(outcome) == Taken.DUPLICATE;
    return duplicate && !(outcome instanceof Refused) ? Taken.DUPLICATE : outcome;
  }
}
