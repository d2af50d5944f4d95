// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.local;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.chaoschain.api.agent.AgentContext;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.DeliveryException;
import org.chaoschain.api.message.DeliveryException.Reason;
import org.chaoschain.api.message.DeliveryReceipt;
import org.chaoschain.api.message.Messenger;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SendOptions;

/**
 * What a hosted agent can do.
 *
 * @param id who it is
 * @param messenger sends for it, if it is there
 */
record HostedAgentContext(AgentId id, Supplier<Optional<Messenger>> messenger)
    implements AgentContext {
  @Override
  public CompletionStage<DeliveryReceipt> send(AgentId to, Content content, SendOptions options) {
    return messenger
        .get()
        .map(m -> m.send(id, to, content, options))
        .orElseGet(HostedAgentContext::noMessenger);
  }

  @Override
  public CompletionStage<String> broadcast(Payload payload, SendOptions options) {
    return messenger
        .get()
        .map(m -> m.broadcast(id, payload, options))
        .orElseGet(HostedAgentContext::noMessenger);
  }

  private static <T> CompletionStage<T> noMessenger() {
    return CompletableFuture.failedStage(
        new DeliveryException(
            Reason.UNREACHABLE, "nothing is there that sends messages at the moment; try again"));
  }
}
