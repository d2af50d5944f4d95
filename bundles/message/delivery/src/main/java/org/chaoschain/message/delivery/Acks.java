// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.DeliveryException;
import org.chaoschain.api.message.DeliveryException.Reason;
import org.chaoschain.api.message.DeliveryReceipt;
import org.chaoschain.message.delivery.core.Outcome;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.Outcome.Taken;
import org.chaoschain.message.delivery.core.Refusal;
import org.chaoschain.proto.v1.DirectAck;
import org.chaoschain.proto.v1.DirectRefusal;

/** Outcomes as acknowledgements on the wire, and back. */
final class Acks {
  private static final int MAX_REASON_BYTES = 512;

  private Acks() {}

  static DirectAck of(Bytes digest, Outcome outcome) {
    DirectAck.Builder ack =
        DirectAck.newBuilder().setDigest(ByteString.copyFrom(digest.toByteBuffer()));
    if (outcome instanceof Refused refused) {
      return ack.setStatus(DirectAck.Status.STATUS_REFUSED)
          .setRefusal(
              DirectRefusal.newBuilder()
                  .setCode(code(refused.refusal()))
                  .setReason(shortened(refused.reason()))
                  .setRetryable(refused.refusal().retryable()))
          .build();
    }
    return ack.setStatus(
            switch ((Taken) outcome) {
              case ACCEPTED -> DirectAck.Status.STATUS_ACCEPTED;
              case PARKED -> DirectAck.Status.STATUS_PARKED;
              case DUPLICATE -> DirectAck.Status.STATUS_DUPLICATE;
            })
        .build();
  }

  static DeliveryReceipt.Status status(DirectAck ack, String receiver) throws DeliveryException {
    return switch (ack.getStatus()) {
      case STATUS_ACCEPTED -> DeliveryReceipt.Status.ACCEPTED;
      case STATUS_PARKED -> DeliveryReceipt.Status.PARKED;
      case STATUS_DUPLICATE -> DeliveryReceipt.Status.DUPLICATE;
      case STATUS_REFUSED -> throw refusal(ack.getRefusal(), receiver);
      default ->
          throw new DeliveryException(
              Reason.REFUSED,
              "%s answered with the status %d, which is not known here"
                  .formatted(receiver, ack.getStatusValue()));
    };
  }

  static DeliveryReceipt.Status status(Outcome outcome) throws DeliveryException {
    if (outcome instanceof Refused refused) {
      throw new DeliveryException(
          reason(refused.refusal()), "this node refused the message: " + refused.reason());
    }
    return switch ((Taken) outcome) {
      case ACCEPTED -> DeliveryReceipt.Status.ACCEPTED;
      case PARKED -> DeliveryReceipt.Status.PARKED;
      case DUPLICATE -> DeliveryReceipt.Status.DUPLICATE;
    };
  }

  private static DirectRefusal.Code code(Refusal refusal) {
    return refusal == Refusal.OVERLOADED
        ? DirectRefusal.Code.CODE_BUSY
        : DirectRefusal.Code.valueOf("CODE_" + refusal.name());
  }

  private static DeliveryException refusal(DirectRefusal refusal, String receiver) {
    Reason reason =
        switch (refusal.getCode()) {
          case CODE_UNKNOWN_AGENT -> Reason.NOT_HOSTED;
          case CODE_BUSY, CODE_RATE -> Reason.BUSY;
          default -> Reason.REFUSED;
        };
    return new DeliveryException(
        reason, "%s refused the message: %s".formatted(receiver, refusal.getReason()));
  }

  private static Reason reason(Refusal refusal) {
    return switch (refusal) {
      case UNKNOWN_AGENT -> Reason.NOT_HOSTED;
      case BUSY, OVERLOADED -> Reason.BUSY;
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
