// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.concurrent.CompletableFuture;
import org.chaoschain.message.delivery.core.Outcome;

/**
 * What becomes of a message that has come, in two steps. Neither fails.
 *
 * @param admitted as soon as it is judged, and queued or parked
 * @param handled once its handler is through; at once if it has none to wait for
 */
public record Arrival(CompletableFuture<Outcome> admitted, CompletableFuture<Outcome> handled) {
  Arrival() {
    this(new CompletableFuture<>(), new CompletableFuture<>());
  }

  static Arrival of(Outcome outcome) {
    Arrival arrival = new Arrival();
    arrival.settle(outcome);
    return arrival;
  }

  /** Tells another arrival what becomes of this one. */
  void tell(Arrival other) {
    admitted.thenAccept(other.admitted::complete);
    handled.thenAccept(other.handled::complete);
  }

  void settle(Outcome outcome) {
    admitted.complete(outcome);
    handled.complete(outcome);
  }
}
