// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.durable.core;

import org.chaoschain.api.message.DeliveryException.Reason;
import org.chaoschain.api.message.DeliveryReceipt;

/** How it ended with a message that was sent. Immutable. */
public sealed interface Ending {
  /**
   * It is in the receiver's inbox.
   *
   * @param status what the receiver did with it
   */
  record Delivered(DeliveryReceipt.Status status) implements Ending {}

  /**
   * It is not in the receiver's inbox, and never will be; or its handler there has failed.
   *
   * @param reason for machines
   * @param why for people
   */
  record Failed(Reason reason, String why) implements Ending {}

  /**
   * Whether it was delivered cannot be known any more.
   *
   * @param why for people
   */
  record Unknown(String why) implements Ending {}
}
