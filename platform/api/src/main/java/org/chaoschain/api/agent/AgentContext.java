// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.agent;

import java.util.concurrent.CompletionStage;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.DeliveryReceipt;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SendOptions;
import org.osgi.annotation.versioning.ProviderType;

/** What a hosted agent can do. Safe for use by many threads. */
@ProviderType
public interface AgentContext {
  /** The agent's id. */
  AgentId id();

  /** Sends a direct message; see {@link org.chaoschain.api.message.Messenger#send}. */
  CompletionStage<DeliveryReceipt> send(AgentId to, Content content, SendOptions options);

  /** Sends to everybody; see {@link org.chaoschain.api.message.Messenger#broadcast}. */
  CompletionStage<String> broadcast(Payload payload, SendOptions options);
}
