// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.message.DeliveryException;
import org.chaoschain.api.message.DeliveryException.Reason;
import org.chaoschain.api.message.MalformedMessageException;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.Priority;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.message.delivery.core.Generation;
import org.chaoschain.message.delivery.core.LocalAgents;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.TypeRules;

/** Makes signed messages that a receiver would take: what it would refuse is refused here. */
final class Composer {
  private static final int ID_BYTES = 16;
  private static final int BASE = 32;

  private final DeliveryEnvironment environment;
  private final Delivery delivery;
  private final EntropySource entropy;
  private final Duration maxLifetime;
  private final Limit maxWireBytes;
  private final SenderLanes lanes;

  Composer(
      DeliveryEnvironment environment,
      Delivery delivery,
      EntropySource entropy,
      InboxSettings settings,
      SenderLanes lanes) {
    this.environment = environment;
    this.delivery = delivery;
    this.entropy = entropy;
    this.maxLifetime = settings.freshness().maxLifetime();
    this.maxWireBytes =
        environment
            .metrics()
            .limit("message.delivery.max.wire.bytes", settings.maxWireBytes(), "bytes");
    this.lanes = lanes;
  }

  /**
   * A message of this node, ready to be sent.
   *
   * @param ofType the class that its type gives it, if it was asked: for direct messages
   */
  record Composed(SignedMessage signed, Rendered text, Optional<Priority> ofType) {}

  /**
   * Makes and signs a message: here and now, unless code of a plugin has a say in it. Then it is
   * made on a worker, in the order in which the sender's messages came, and the plugin is waited
   * for no longer than its account does.
   *
   * @return fails with a {@link DeliveryException}: {@code INVALID}, or {@code BUSY} if a plugin
   *     does not answer or too much waits for one
   */
  CompletableFuture<Composed> compose(AgentId from, Payload payload, SendOptions options) {
    CompletableFuture<Composed> composed = new CompletableFuture<>();
    Message message;
    try {
      message = message(from, payload, options);
    } catch (DeliveryException e) {
      composed.completeExceptionally(e);
      return composed;
    }
    if (!asksPlugin(message) && !lanes.busy(from)) {
      composeNow(composed, message, Composer::nothing);
      return composed;
    }
    try {
      lanes.execute(
          from,
          0,
          abandon ->
              composeNow(
                  composed,
                  message,
                  () -> {
                    abandon.run();
                    composed.completeExceptionally(lost());
                  }));
    } catch (LimitExceededException e) {
      composed.completeExceptionally(busy(e.getMessage()));
    }
    return composed;
  }

  private boolean asksPlugin(Message message) {
    return environment
            .codec()
            .get()
            .map(GuardedCodec::of)
            .filter(GuardedCodec::ofPlugin)
            .isPresent()
        || delivery.queues().ofPlugin(message.typeName());
  }

  private void composeNow(CompletableFuture<Composed> composed, Message message, Runnable givenUp) {
    try {
      SignedMessage signed = sign(message, givenUp);
      if (!composed.isDone()) {
        composed.complete(askType(signed, givenUp));
      }
    } catch (DeliveryException e) {
      composed.completeExceptionally(e);
    } catch (RuntimeException | Error e) {
      composed.completeExceptionally(e);
      throw e;
    }
  }

  private Message message(AgentId from, Payload payload, SendOptions options)
      throws DeliveryException {
    Instant now = environment.clock().now();
    Duration life = options.timeToLive();
    if (life.isNegative() || life.isZero() || life.compareTo(maxLifetime) > 0) {
      throw invalid(
          "the time to live must be more than zero and at most %s (message.delivery.max.lifetime), not %s"
              .formatted(maxLifetime, life));
    }
    return new Message(
        Message.VERSION,
        newId(),
        now,
        from,
        environment.chainId(),
        payload,
        Optional.of(now.plus(life)),
        options.inReplyTo(),
        options.critical(),
        environment.agents().get().flatMap(hosted -> hosted.delegation(from)));
  }

  private SignedMessage sign(Message message, Runnable givenUp) throws DeliveryException {
    AgentId from = message.sender();
    Optional<LocalAgents> agents = environment.agents().get();
    MessageSigner signer =
        agents
            .flatMap(hosted -> hosted.signer(from))
            .orElseThrow(
                () ->
                    invalid(
                        "this node does not host the agent %s, or has no delegation of it"
                            .formatted(from)));
    GuardedCodec codec =
        environment
            .codec()
            .get()
            .map(GuardedCodec::of)
            .orElseThrow(() -> invalid("no codec is there at the moment; try again"));
    try {
      SignedMessage signed = codec.encode(message, signer, givenUp);
      maxWireBytes.check("message " + message.id(), signed.wire().size());
      Optional<Refused> refused = TypeRules.judgeExtension(message);
      if (refused.isEmpty()) {
        refused = judge(signed, givenUp);
      }
      if (refused.isPresent()) {
        throw invalid(refused.get().reason());
      }
      return signed;
    } catch (MalformedMessageException
        | LimitExceededException
        | IllegalArgumentException
        | CodecException e) {
      throw invalid(e.getMessage());
    }
  }

  /** The topic of a message's broadcast, by its type if it is there. */
  String topicOf(Message message) {
    Optional<Generation> entered = delivery.queues().enter(message.typeName());
    if (entered.isEmpty()) {
      return message.payload() instanceof Payload.Meme ? "memes" : "agents";
    }
    try {
      return entered.get().topic();
    } finally {
      entered.get().exit();
    }
  }

  /**
   * With the type's text and class; with the fallback text and no class if the type is not there or
   * its plugin at a quota.
   */
  private Composed askType(SignedMessage signed, Runnable givenUp) {
    Message message = signed.message();
    Optional<Generation> entered = delivery.queues().enter(message.typeName());
    if (entered.isEmpty()) {
      return plain(signed);
    }
    Generation generation = entered.get();
    Optional<Visit> begun =
        Visit.begin(generation, "renderer of " + generation.name(), Composer::nothing, givenUp);
    if (begun.isEmpty()) {
      return plain(signed);
    }
    try (Visit visit = begun.get()) {
      String text = delivery.calls().render(generation, message, visit::failed);
      Optional<Priority> ofType =
          message.target().map(to -> delivery.calls().priority(generation, message, visit::failed));
      return new Composed(signed, new Rendered(text, false), ofType);
    }
  }

  private static Composed plain(SignedMessage signed) {
    Rendered text = new Rendered(FallbackText.of(signed.message()), true);
    return new Composed(signed, text, Optional.empty());
  }

  /** A text for people, and whether it is the fallback text. */
  record Rendered(String text, boolean fallback) {}

  private Optional<Refused> judge(SignedMessage signed, Runnable givenUp) throws DeliveryException {
    Optional<Generation> entered = delivery.queues().enter(signed.message().typeName());
    if (entered.isEmpty()) {
      return Optional.empty();
    }
    Generation generation = entered.get();
    Visit begun =
        Visit.begin(generation, "rules of " + generation.name(), Composer::nothing, givenUp)
            .orElseThrow(
                () ->
                    busy(
                        "the plugin %s of %s is at its quota of checks (extension.plugins.quota.checks) or is being stopped; try again"
                            .formatted(generation.account().plugin(), generation.name())));
    try (Visit visit = begun) {
      return delivery.calls().judge(generation, signed, visit::failed);
    }
  }

  /** Who sends is told, and tries again by himself. */
  private static void nothing() {}

  private String newId() {
    return new BigInteger(1, entropy.bytes(ID_BYTES)).toString(BASE);
  }

  private static DeliveryException busy(String reason) {
    return new DeliveryException(Reason.BUSY, "the message was not sent: " + reason);
  }

  private static DeliveryException lost() {
    return busy("a plugin has not returned; the node waits for it no more");
  }

  private static DeliveryException invalid(String reason) {
    return new DeliveryException(Reason.INVALID, "the message was not sent: " + reason);
  }
}
