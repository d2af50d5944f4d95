// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.time.Duration;
import java.util.Map;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.message.DeliveryException;
import org.chaoschain.api.message.DeliveryException.Reason;
import org.chaoschain.api.message.DeliveryReceipt;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageRecord.State;
import org.chaoschain.message.delivery.durable.core.Ending;

/**
 * Tells how it stands with direct messages that were sent: the sender by the receipt, people by the
 * record; if nobody waits for the receipt any more, by an event.
 */
final class Endings {
  private final DeliveryEnvironment environment;
  private final MessageLog log;

  Endings(DeliveryEnvironment environment, MessageLog log) {
    this.environment = environment;
    this.log = log;
  }

  /** It leaves for the first time. */
  void sent(Parcel parcel) {
    if (parcel.shown().compareAndSet(false, true)) {
      record(State.SENT, parcel, "");
    }
  }

  /** It was sent before this node stopped, and is sent again: its receiver may have it. */
  void sentAgain(Parcel parcel) {
    parcel.shown().set(true);
    record(State.UNCERTAIN, parcel, "it was sent before this node's start, and is sent again");
  }

  /** Nobody knows at the moment whether it was delivered. */
  void uncertain(Parcel parcel, String why) {
    parcel.uncertain().set(true);
    environment.metrics().counter("message.delivery.send.uncertain").increment();
    record(State.UNCERTAIN, parcel, why);
  }

  void delivered(Parcel parcel, DeliveryReceipt.Status status) {
    if (parcel.restored() || parcel.uncertain().get()) {
      record(State.CONFIRMED, parcel, status.name());
    }
    long took = environment.clock().nanoTime() - parcel.begun();
    parcel.receipt().complete(new DeliveryReceipt(parcel.id(), status, Duration.ofNanos(took)));
  }

  void failed(Parcel parcel, Ending.Failed failed) {
    fail(parcel, failed.reason(), failed.why());
  }

  /** There was no room for it. */
  void refused(Parcel parcel, String why) {
    fail(parcel, Reason.BUSY, why);
  }

  private void fail(Parcel parcel, Reason reason, String why) {
    String text = text(parcel, "was not delivered", why, remedy(reason));
    environment
        .metrics()
        .counter("message.delivery.send.failures", "reason", reason.name())
        .increment();
    record(State.FAILED, parcel, reason + ": " + text);
    tellIfNobodyWaits(parcel, "message.failed", text);
    parcel.receipt().completeExceptionally(new DeliveryException(reason, text));
  }

  /** It will never be known whether it was delivered. */
  void unknown(Parcel parcel, Ending.Unknown unknown) {
    String text = text(parcel, "has no answer", unknown.why(), remedy(Reason.NO_ANSWER));
    environment
        .metrics()
        .counter("message.delivery.send.failures", "reason", Reason.NO_ANSWER.name())
        .increment();
    record(State.UNCERTAIN, parcel, text);
    tellIfNobodyWaits(parcel, "message.uncertain", text);
    parcel.receipt().completeExceptionally(new DeliveryException(Reason.NO_ANSWER, text));
  }

  /** This node stops. */
  void stopped(Parcel parcel, boolean kept) {
    boolean sent = parcel.shown().get();
    Reason reason = kept || sent ? Reason.NO_ANSWER : Reason.UNREACHABLE;
    String text =
        text(
            parcel,
            "has not ended",
            "this node stops",
            kept ? "it is on the disk, and is sent again when the node starts" : remedy(reason));
    parcel.receipt().completeExceptionally(new DeliveryException(reason, text));
  }

  private static String text(Parcel parcel, String what, String why, String remedy) {
    Message message = parcel.signed().message();
    return "message %s to %s %s: %s; %s"
        .formatted(
            message.id(), message.target().map(Object::toString).orElse("all"), what, why, remedy);
  }

  private static String remedy(Reason reason) {
    return switch (reason) {
      case AGENT_UNKNOWN -> "check the agent's id, or send it again when its node is there";
      case UNREACHABLE -> "send it again when its node can be reached, see 'chaos peers'";
      case NO_ANSWER -> "ask the agent, or send it again if twice does no harm";
      case BUSY -> "send it again later";
      case NOT_HOSTED -> "send it again when the agent is hosted";
      case REFUSED, INVALID ->
          "send another one that the rules take; the same one would be refused";
      case EXPIRED -> "send it again with a longer life";
    };
  }

  /** Its agent has sent it before this start: nobody has the receipt. */
  private void tellIfNobodyWaits(Parcel parcel, String type, String text) {
    if (parcel.restored()) {
      environment.events().publish(Event.warning(type, text, Map.of("message", parcel.id())));
    }
  }

  private void record(State state, Parcel parcel, String detail) {
    log.append(
        state, parcel.signed().message(), parcel.text().text(), parcel.text().fallback(), detail);
  }
}
