// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.DeliveryException;
import org.chaoschain.api.message.DeliveryException.Reason;
import org.chaoschain.api.message.DeliveryReceipt;
import org.chaoschain.api.message.MessageRecord.State;
import org.chaoschain.api.message.Messenger;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.message.delivery.Composer.Composed;
import org.chaoschain.message.delivery.core.LocalAgents;
import org.chaoschain.message.delivery.core.Origin;
import org.chaoschain.p2p.api.agents.AgentLocator;
import org.chaoschain.p2p.api.pubsub.PubSub;

/**
 * Sends for the agents of this node. What was sent is recorded as {@code SENT} when it leaves; if
 * it then fails, as {@code FAILED}. Own broadcasts are handled here as well, by their type and the
 * other agents of this node.
 */
public final class LocalMessenger implements Messenger {
  private final DeliveryEnvironment environment;
  private final MessengerEnvironment network;
  private final DirectSettings settings;
  private final Delivery delivery;
  private final Composer composer;
  private final DirectSender sender;
  private final Searches searches;

  /** Sends by what the environment gives. */
  public LocalMessenger(
      DeliveryEnvironment environment,
      MessengerEnvironment network,
      Delivery delivery,
      InboxSettings inboxSettings,
      DirectSettings settings) {
    this.environment = environment;
    this.network = network;
    this.settings = settings;
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
    this.sender = new DirectSender(environment, settings, network.host());
    this.searches = new Searches(environment, settings, sender);
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
                post(composed, to, options.timeToLive(), receipt);
              } catch (RuntimeException e) {
                receipt.completeExceptionally(e);
                throw e;
              }
            });
    return receipt.minimalCompletionStage();
  }

  private void post(
      Composed composed, AgentId to, Duration timeToLive, CompletableFuture<DeliveryReceipt> end) {
    SignedMessage signed = composed.signed();
    Letter letter = new Letter(signed, environment.clock());
    setDeadline(letter, timeToLive);
    record(State.SENT, composed, "");
    letter
        .receipt()
        .whenComplete(
            (receipt, failure) -> {
              if (failure instanceof DeliveryException e) {
                environment
                    .metrics()
                    .counter("message.delivery.send.failures", "reason", e.reason().name())
                    .increment();
                record(State.FAILED, composed, e.reason() + ": " + e.getMessage());
              }
              if (failure != null) {
                end.completeExceptionally(failure);
              } else {
                end.complete(receipt);
              }
            });
    if (letter.ended()) {
      return;
    }
    Optional<LocalAgents> agents = environment.agents().get();
    if (agents.filter(local -> local.agents().contains(to)).isPresent()) {
      deliverHere(letter);
    } else {
      find(to, letter);
    }
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
                environment
                    .metrics()
                    .counter("message.delivery.send.failures", "reason", e.reason().name())
                    .increment();
                sent.completeExceptionally(e);
              } catch (Throwable e) {
                sent.completeExceptionally(e);
              }
            });
    return sent.minimalCompletionStage();
  }

  /** Fails what waits to be sent and closes the streams. */
  public void stop() {
    sender.stop();
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
    int peers;
    try {
      peers = pubSub.publish(Topics.name(environment.chainId(), topic), signed.wire());
    } catch (LimitExceededException e) {
      throw new DeliveryException(Reason.INVALID, "the message was not sent: " + e.getMessage());
    }
    if (peers == 0) {
      throw new DeliveryException(
          Reason.UNREACHABLE,
          "no connected peer subscribes to the topic %s; see 'chaos peers'".formatted(topic));
    }
    record(State.SENT, composed, "to " + peers + " peers");
    delivery.inbox().receive(signed.wire(), new Origin.Own());
  }

  private void deliverHere(Letter letter) {
    letter.waitsFor("its handler on this node has not finished", Reason.NO_ANSWER);
    delivery
        .inbox()
        .receive(letter.message().wire(), new Origin.Own())
        .handled()
        .thenAccept(
            outcome -> {
              try {
                letter.delivered(Acks.status(outcome));
              } catch (DeliveryException e) {
                letter.fail(e);
              }
            });
  }

  private void find(AgentId to, Letter letter) {
    letter.waitsFor("nobody has told where the agent is hosted", Reason.AGENT_UNKNOWN);
    Optional<AgentLocator> locator = network.locator().get();
    if (locator.isEmpty()) {
      letter.fail(Reason.AGENT_UNKNOWN, "nothing is there that finds agents at the moment");
      return;
    }
    searches.send(locator.get(), to, letter);
  }

  private void setDeadline(Letter letter, Duration timeToLive) {
    boolean expires = timeToLive.compareTo(settings.timeout()) < 0;
    Duration deadline = expires ? timeToLive : settings.timeout();
    Runnable end =
        () -> {
          if (expires) {
            letter.expired(timeToLive);
          } else {
            letter.late(settings.timeout());
          }
        };
    try {
      letter.deadline(environment.scheduler().schedule(deadline, end));
    } catch (RejectedExecutionException e) {
      letter.fail(Reason.BUSY, e.getMessage());
    }
  }

  private void record(State state, Composed composed, String detail) {
    Composer.Rendered text = composed.text();
    delivery.log().append(state, composed.signed().message(), text.text(), text.fallback(), detail);
  }
}
