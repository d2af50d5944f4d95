// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.DeliveryException.Reason;
import org.chaoschain.api.message.DeliveryReceipt;
import org.chaoschain.message.delivery.core.Outcome;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.Outcome.Taken;
import org.chaoschain.message.delivery.core.Refusal;
import org.chaoschain.message.delivery.durable.core.Answer;
import org.chaoschain.message.delivery.durable.core.DurableInbox.Told;
import org.chaoschain.proto.v1.DirectAck;
import org.chaoschain.proto.v1.DirectCancel;
import org.chaoschain.proto.v1.DirectRefusal;
import org.chaoschain.proto.v1.DirectRequest;

/** Outcomes as acknowledgements on the wire, and back. */
final class Acks {
  private static final int MAX_REASON_BYTES = 512;

  private Acks() {}

  static DirectAck of(Bytes digest, Outcome outcome) {
    DirectAck.Builder ack = builder(digest);
    if (outcome instanceof Refused refused) {
      return refused(ack, refused);
    }
    return ack.setStatus(
            switch ((Taken) outcome) {
              case ACCEPTED -> DirectAck.Status.STATUS_ACCEPTED;
              case PARKED -> DirectAck.Status.STATUS_PARKED;
              case DUPLICATE -> DirectAck.Status.STATUS_DUPLICATE;
            })
        .build();
  }

  private static DirectAck.Builder builder(Bytes digest) {
    return DirectAck.newBuilder().setDigest(ByteString.copyFrom(digest.toByteBuffer()));
  }

  private static DirectAck refused(DirectAck.Builder ack, Refused refused) {
    return ack.setStatus(DirectAck.Status.STATUS_REFUSED)
        .setRefusal(
            DirectRefusal.newBuilder()
                .setCode(code(refused.refusal()))
                .setReason(shortened(refused.reason()))
                .setRetryable(refused.refusal().retryable())
                .setRetryAfterMs(millis(refused.retryAfter())))
        .build();
  }

  /** What the receiver of a cancel tells. */
  static DirectAck of(Bytes digest, Told told) {
    DirectAck.Builder ack = builder(digest).setCancel(true);
    return switch (told) {
      case DELIVERED -> ack.setStatus(DirectAck.Status.STATUS_DUPLICATE).build();
      case CANCELLED -> ack.setStatus(DirectAck.Status.STATUS_CANCELLED).build();
      case FORGOTTEN -> ack.setStatus(DirectAck.Status.STATUS_FORGOTTEN).build();
      case FAILED ->
          refused(
              ack,
              new Refused(Refusal.TYPE_FAILED, "it was taken, and its handler has failed", false));
      case TOO_FAR ->
          refused(
              ack,
              new Refused(
                  Refusal.INVALID,
                  "the cancel says an expiry that no message may have (message.delivery.max.lifetime)",
                  false));
    };
  }

  /** Why a cancel cannot be answered now. */
  static DirectAck ofCancel(Bytes digest, Refused refused) {
    return refused(builder(digest).setCancel(true), refused);
  }

  /** A letter as a request. */
  static DirectRequest request(Letter letter) {
    DirectRequest.Builder request = DirectRequest.newBuilder();
    if (!letter.question()) {
      ByteString envelope = ByteString.copyFrom(letter.message().wire().toByteBuffer());
      return request.setEnvelope(envelope).build();
    }
    Instant expires = letter.expiry();
    Timestamp expiry =
        Timestamp.newBuilder()
            .setSeconds(expires.getEpochSecond())
            .setNanos(expires.getNano())
            .build();
    ByteString digest = ByteString.copyFrom(letter.message().digest().toByteBuffer());
    return request
        .setCancel(DirectCancel.newBuilder().setDigest(digest).setExpiresAt(expiry))
        .build();
  }

  /** What an acknowledgement says. */
  static Answer answer(DirectAck ack, String receiver) {
    return switch (ack.getStatus()) {
      case STATUS_ACCEPTED -> new Answer.Delivered(DeliveryReceipt.Status.ACCEPTED);
      case STATUS_PARKED -> new Answer.Delivered(DeliveryReceipt.Status.PARKED);
      case STATUS_DUPLICATE -> new Answer.Delivered(DeliveryReceipt.Status.DUPLICATE);
      case STATUS_CANCELLED -> new Answer.Cancelled();
      case STATUS_FORGOTTEN -> new Answer.Forgotten();
      case STATUS_REFUSED -> refusal(ack.getRefusal(), receiver);
      default ->
          new Answer.Refused(
              Reason.REFUSED,
              "%s answered with the status %d, which is not known here"
                  .formatted(receiver, ack.getStatusValue()),
              false,
              Duration.ZERO);
    };
  }

  /** What became of a message for an agent of this node. */
  static Answer answer(Outcome outcome) {
    if (outcome instanceof Refused refused) {
      return new Answer.Refused(
          reason(refused.refusal()),
          "this node refused the message: " + refused.reason(),
          refused.refusal().retryable(),
          refused.retryAfter());
    }
    return new Answer.Delivered(
        switch ((Taken) outcome) {
          case ACCEPTED -> DeliveryReceipt.Status.ACCEPTED;
          case PARKED -> DeliveryReceipt.Status.PARKED;
          case DUPLICATE -> DeliveryReceipt.Status.DUPLICATE;
        });
  }

  /** The same for the question what became of it. */
  static Answer answer(Told told) {
    return switch (told) {
      case DELIVERED -> new Answer.Delivered(DeliveryReceipt.Status.DUPLICATE);
      case CANCELLED -> new Answer.Cancelled();
      case FORGOTTEN, TOO_FAR -> new Answer.Forgotten();
      case FAILED ->
          new Answer.Refused(
              Reason.REFUSED,
              "this node took the message, and its handler has failed",
              false,
              Duration.ZERO);
    };
  }

  private static DirectRefusal.Code code(Refusal refusal) {
    return switch (refusal) {
      case OVERLOADED -> DirectRefusal.Code.CODE_BUSY;
      case BLOCKED -> DirectRefusal.Code.CODE_INVALID;
      case PEER_RATE, AGENT_RATE, TYPE_RATE -> DirectRefusal.Code.CODE_RATE;
      default -> DirectRefusal.Code.valueOf("CODE_" + refusal.name());
    };
  }

  /** Rounded up, so that nobody comes back too early. */
  private static int millis(Duration time) {
    return (int) Math.min(Integer.MAX_VALUE, time.plusNanos(999_999).toMillis());
  }

  private static Answer refusal(DirectRefusal refusal, String receiver) {
    Reason reason =
        switch (refusal.getCode()) {
          case CODE_UNKNOWN_AGENT -> Reason.NOT_HOSTED;
          case CODE_BUSY, CODE_RATE -> Reason.BUSY;
          default -> Reason.REFUSED;
        };
    return new Answer.Refused(
        reason,
        "%s refused the message: %s".formatted(receiver, refusal.getReason()),
        refusal.getRetryable(),
        Duration.ofMillis(Integer.toUnsignedLong(refusal.getRetryAfterMs())));
  }

  private static Reason reason(Refusal refusal) {
    return switch (refusal) {
      case UNKNOWN_AGENT -> Reason.NOT_HOSTED;
      case BUSY, OVERLOADED, PEER_RATE, AGENT_RATE, TYPE_RATE -> Reason.BUSY;
      default -> Reason.REFUSED;
    };
  }

  /** Cuts at a character's boundary. */
  private static String shortened(String reason) {
    byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
    if (utf8.length <= MAX_REASON_BYTES) {
      return reason;
    }
    int end = MAX_REASON_BYTES;
    while ((utf8[end] & 0xc0) == 0x80) {
      end--;
    }
    return new String(Arrays.copyOf(utf8, end), StandardCharsets.UTF_8);
  }
}
