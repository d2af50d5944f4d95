// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.DeliveryException;
import org.chaoschain.api.message.DeliveryException.Reason;
import org.chaoschain.api.message.DeliveryReceipt;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageRecord.State;
import org.chaoschain.api.message.Messenger;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.message.delivery.Composer.Composed;
import org.chaoschain.message.delivery.core.Origin;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.p2p.api.pubsub.PubSub;

/**
 * Sends for the agents of this node: direct messages by {@link Sending}. What was sent is recorded
 * as {@code SENT} when it leaves; if it then fails, as {@code FAILED}. Own broadcasts are handled
 * here as well, by their type and the other agents of this node.
 */
public final class LocalMessenger implements Messenger {
  private final DeliveryEnvironment environment;
  private final MessengerEnvironment network;
  private final Delivery delivery;
  private final Composer composer;
  private final Sending sending;

  /** Sends by what the environment gives. */
  public LocalMessenger(
      DeliveryEnvironment environment,
      MessengerEnvironment network,
      Delivery delivery,
      InboxSettings inboxSettings,
      DirectSettings settings) {
    this.environment = environment;
    this.network = network;
    this.delivery = delivery;
    String prefix = "message.delivery.";
    SenderLanes lanes =
        new SenderLanes(
            "messages of this node that wait for a plugin",
            environment.scheduler(),
            inboxSettings.lanes(),
            environment
                .metrics()
                .limit(
                    prefix + "verify.max.messages", inboxSettings.verifyMaxMessages(), "messages"),
            environment
                .metrics()
                .limit(prefix + "verify.max.bytes", inboxSettings.verifyMaxBytes(), "bytes"));
    this.composer = new Composer(environment, delivery, network.entropy(), inboxSettings, lanes);
    this.sending = new Sending(environment, network, settings, delivery);
  }

  @Override
  public CompletionStage<DeliveryReceipt> send(
      AgentId from, AgentId to, Content content, SendOptions options) {
    CompletableFuture<DeliveryReceipt> receipt = new CompletableFuture<>();
    composer
        .compose(from, new Payload.AgentCommunication(from, Optional.of(to), content), options)
        .whenComplete(
            (composed, failure) -> {
              if (failure != null) {
                receipt.completeExceptionally(failure);
                return;
              }
              try {
                keepRate(composed.signed());
                sending
                    .send(composed, to)
                    .whenComplete(
                        (delivered, why) -> {
                          if (why != null) {
                            receipt.completeExceptionally(why);
                          } else {
                            receipt.complete(delivered);
                          }
                        });
              } catch (DeliveryException e) {
                countFailure(e);
                receipt.completeExceptionally(e);
              } catch (RuntimeException e) {
                receipt.completeExceptionally(e);
                throw e;
              }
            });
    return receipt.minimalCompletionStage();
  }

  @Override
  public CompletionStage<String> broadcast(AgentId from, Payload payload, SendOptions options) {
    CompletableFuture<String> sent = new CompletableFuture<>();
    composer
        .compose(from, payload, options)
        .whenComplete(
            (composed, failure) -> {
              try {
                if (failure != null) {
                  throw failure;
                }
                publish(composed);
                sent.complete(composed.signed().message().id());
              } catch (DeliveryException e) {
                countFailure(e);
                sent.completeExceptionally(e);
              } catch (Throwable e) {
                sent.completeExceptionally(e);
              }
            });
    return sent.minimalCompletionStage();
  }

  /** An agent of this node keeps to the rate that others hold it to, before anything leaves. */
  private void keepRate(SignedMessage signed) throws DeliveryException {
    Message message = signed.message();
    Optional<Refused> tooFast =
        delivery
            .rates()
            .fromAgent(
                message.sender(),
                message.typeName(),
                signed.wire().size(),
                environment.clock().nanoTime());
    if (tooFast.isPresent()) {
      throw new DeliveryException(
          Reason.BUSY, "the message was not sent: " + tooFast.get().reason());
    }
  }

  private void countFailure(DeliveryException failure) {
    environment
        .metrics()
        .counter("message.delivery.send.failures", "reason", failure.reason().name())
        .increment();
  }

  /** Closes the streams. What waits to be sent fails, or is sent by the next start. */
  public void stop() {
    sending.stop();
  }

  private void publish(Composed composed) throws DeliveryException {
    SignedMessage signed = composed.signed();
    if (signed.message().target().isPresent()) {
      throw new DeliveryException(
          Reason.INVALID, "a broadcast is for all; use send for a message to one agent");
    }
    String topic = composer.topicOf(signed.message());
    PubSub pubSub =
        network
            .pubSub()
            .get()
            .orElseThrow(
                () ->
                    new DeliveryException(
                        Reason.UNREACHABLE, "no publish and subscribe is there at the moment"));
    keepRate(signed);
    int peers;
    try {
      peers = pubSub.publish(Topics.name(environment.chainId(), topic), signed.wire());
    } catch (LimitExceededException e) {
      Reason reason = signed.wire().size() > e.limit() ? Reason.INVALID : Reason.BUSY;
      throw new DeliveryException(reason, "the message was not sent: " + e.getMessage());
    }
    if (peers == 0) {
      throw new DeliveryException(
          Reason.UNREACHABLE,
          "no connected peer subscribes to the topic %s; see 'chaos peers'".formatted(topic));
    }
    record(State.SENT, composed, "to " + peers + " peers");
    delivery.inbox().receive(signed.wire(), new Origin.Own());
  }

  private void record(State state, Composed composed, String detail) {
    Composer.Rendered text = composed.text();
    delivery.log().append(state, composed.signed().message(), text.text(), text.fallback(), detail);
  }
}
