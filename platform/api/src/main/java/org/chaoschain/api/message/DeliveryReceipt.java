// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.message;

import java.time.Duration;

/**
 * The receiving node's answer to a direct message. With durable delivery, the default, it means
 * that the message is on that node's disk: it will be handled, also after a crash.
 *
 * @param messageId the message
 * @param status what the receiver did with it
 * @param roundTrip from sending to the answer
 */
public record DeliveryReceipt(String messageId, Status status, Duration roundTrip) {
  /** What the receiver did. */
  public enum Status {
    /** Queued for its type's handler and the agent. */
    ACCEPTED,
    /** Kept until a plugin for its type is there, or it expires. */
    PARKED,
    /** The receiver had it already. */
    DUPLICATE
  }
}
