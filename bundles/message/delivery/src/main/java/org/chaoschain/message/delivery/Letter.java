// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.chaoschain.api.message.DeliveryException;
import org.chaoschain.api.message.DeliveryException.Reason;
import org.chaoschain.api.message.DeliveryReceipt;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Clock;

/**
 * A direct message on its way, with its deadline. The first end counts. Safe for use by many
 * threads.
 */
final class Letter {
  private final SignedMessage message;
  private final Clock clock;
  private final long sentNanos;
  private final CompletableFuture<DeliveryReceipt> receipt = new CompletableFuture<>();
  private volatile Reason reasonAtDeadline = Reason.UNREACHABLE;
  private volatile String stage;

  Letter(SignedMessage message, Clock clock) {
    this.message = message;
    this.clock = clock;
    this.sentNanos = clock.nanoTime();
    this.stage = "the node of the agent was being looked for";
  }

  SignedMessage message() {
    return message;
  }

  CompletableFuture<DeliveryReceipt> receipt() {
    return receipt;
  }

  boolean ended() {
    return receipt.isDone();
  }

  /** Says what is waited for now, and what it means if the deadline comes meanwhile. */
  void waitsFor(String nowWaitsFor, Reason ifDeadline) {
    stage = nowWaitsFor;
    reasonAtDeadline = ifDeadline;
  }

  void deadline(Cancellable timer) {
    receipt.whenComplete((result, failure) -> timer.cancel());
  }

  void late(Duration timeout) {
    fail(
        reasonAtDeadline,
        "no answer within %s: %s (message.delivery.direct.timeout)".formatted(timeout, stage));
  }

  void expired(Duration timeToLive) {
    fail(
        reasonAtDeadline == Reason.NO_ANSWER ? Reason.NO_ANSWER : Reason.EXPIRED,
        "it was to live %s, and that is over: %s".formatted(timeToLive, stage));
  }

  void delivered(DeliveryReceipt.Status status) {
    receipt.complete(
        new DeliveryReceipt(
            message.message().id(), status, Duration.ofNanos(clock.nanoTime() - sentNanos)));
  }

  void fail(Reason reason, String why) {
    fail(
        new DeliveryException(
            reason,
            "message %s to %s was not delivered: %s"
                .formatted(
                    message.message().id(),
                    message.message().target().map(Object::toString).orElse("all"),
                    why)));
  }

  void fail(DeliveryException why) {
    receipt.completeExceptionally(why);
  }
}
