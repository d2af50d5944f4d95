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
   * Sends a direct message. Not durable: what is on its way is lost when this node stops.
   *
   * @param from a hosted agent
   * @return fails with {@link DeliveryException}
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
