// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.internal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.chaoschain.api.agent.AgentDirectory;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.message.DeliveryException;
import org.chaoschain.api.message.DeliveryReceipt;
import org.chaoschain.api.message.Messenger;

/** The control commands {@code send} and {@code broadcast}. */
final class SendCommand implements ControlCommand {
  /** Nobody waits at a terminal for as long as a message may live. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final boolean toAll;
  private final Messenger messenger;
  private final Supplier<Optional<AgentDirectory>> agents;

  private SendCommand(
      boolean toAll, Messenger messenger, Supplier<Optional<AgentDirectory>> agents) {
    this.toAll = toAll;
    this.messenger = messenger;
    this.agents = agents;
  }

  static SendCommand toOne(Messenger messenger, Supplier<Optional<AgentDirectory>> agents) {
    return new SendCommand(false, messenger, agents);
  }

  static SendCommand toAll(Messenger messenger, Supplier<Optional<AgentDirectory>> agents) {
    return new SendCommand(true, messenger, agents);
  }

  @Override
  public String name() {
    return toAll ? "broadcast" : "send";
  }

  @Override
  public String summary() {
    return toAll
        ? "Sends a message to everybody (arguments: from, type and its fields, reply_to, ttl, critical)"
        : "Sends a message to an agent (arguments: from, to, type and its fields, reply_to, ttl, critical)";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    Wording wording = new Wording(request, agents.get());
    AgentId from = wording.from();
    Map<String, Object> answer = new LinkedHashMap<>();
    if (toAll) {
      answer.put("id", await(messenger.broadcast(from, wording.payload(from), wording.options())));
    } else {
      AgentId to = wording.to();
      DeliveryReceipt receipt =
          await(messenger.send(from, to, wording.content(), wording.options()));
      answer.put("id", receipt.messageId());
      answer.put("to", to.toString());
      answer.put("status", receipt.status().name().toLowerCase(Locale.ROOT));
      answer.put("round_trip_ms", receipt.roundTrip().toNanos() / 1e6);
    }
    answer.put("from", from.toString());
    reply.item(answer);
  }

  private static <T> T await(CompletionStage<T> stage) throws ControlException {
    try {
      return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw ControlException.failed(
          "no answer within %s; the node goes on until the message expires, see 'chaos messages'"
              .formatted(PATIENCE));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ControlException.failed("the command was interrupted; the message may have been sent");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DeliveryException delivery) {
        throw delivery.reason() == DeliveryException.Reason.INVALID
            ? ControlException.refused(delivery.getMessage())
            : ControlException.failed(
                delivery.reason().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                    + ": "
                    + delivery.getMessage());
      }
      throw ControlException.failed(String.valueOf(e.getCause()));
    }
  }
}
