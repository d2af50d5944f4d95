// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.message;

import java.util.concurrent.CompletionStage;
import org.chaoschain.api.agent.AgentId;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Sends messages for the agents that this node hosts. Safe for use by many threads; never blocks.
 */
@ProviderType
public interface Messenger {
  /**
   * Sends a direct message. What fails for now is sent again until its time to live is over; so the
   * answer may come as late as that, and later if the receiver does not say then whether it has the
   * message. Meanwhile the record shows it as {@code UNCERTAIN}. With durable delivery, the
   * default, a message that has left is sent again also after a restart of this node; its end is
   * then in the record, and a failure is published as an event.
   *
   * @param from a hosted agent
   * @return once the message is in the receiver's inbox; fails with {@link DeliveryException} if it
   *     is not and will not be. Only the reason {@code NO_ANSWER} leaves open whether it was
   *     delivered: the receiver never said, or this node stops
   */
  CompletionStage<DeliveryReceipt> send(
      AgentId from, AgentId to, Content content, SendOptions options);

  /**
   * Sends to everybody.
   *
   * @param from a hosted agent
   * @return the message's id, once it is queued to the peers; fails with {@link DeliveryException}
   *     of reason {@code INVALID} or {@code UNREACHABLE} (no peer subscribes to the topic)
   */
  CompletionStage<String> broadcast(AgentId from, Payload payload, SendOptions options);
}
