// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.chaoschain.agent.gateway.core.Asked;
import org.chaoschain.agent.gateway.core.Json;
import org.chaoschain.agent.gateway.core.Proposal;
import org.chaoschain.agent.gateway.core.Questions;
import org.chaoschain.agent.gateway.core.Refusal;
import org.chaoschain.agent.gateway.core.Told;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.agent.Opinion;
import org.chaoschain.api.agent.ProposedBlock;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.DeliveryException;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.message.json.core.JsonValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What agents of the gateway do on the network, and what the network asks of them. */
final class Deeds implements Guest.Client {
  private static final Logger LOG = LoggerFactory.getLogger(Deeds.class);
  private static final int BLOCKS_REMEMBERED = 64;

  private final Clock clock;
  private final Scheduler scheduler;
  private final Channels channels;
  private final Duration sendWithin;
  private final int dramaAlert;
  private final Questions questions = new Questions();
  // guarded by itself: hashes of the blocks that the feed was told of
  private final Map<Object, Boolean> blocksTold =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Boolean> eldest) {
          return size() > BLOCKS_REMEMBERED;
        }
      };
  private volatile Optional<ProposedBlock> lastBlock = Optional.empty();

  /**
   * Nothing is asked yet.
   *
   * @param sendWithin how long a message of an agent may take to be delivered
   * @param dramaAlert from which drama level on all are alerted
   */
  Deeds(Clock clock, Scheduler scheduler, Channels channels, Duration sendWithin, int dramaAlert) {
    this.clock = clock;
    this.scheduler = scheduler;
    this.channels = channels;
    this.sendWithin = sendWithin;
    this.dramaAlert = dramaAlert;
  }

  /** The block that was asked about last. */
  Optional<ProposedBlock> lastBlock() {
    return lastBlock;
  }

  int openQuestions(AgentId agent) {
    return questions.open(agent);
  }

  @Override
  public CompletionStage<Opinion> ask(AgentId agent, ProposedBlock block, Duration within) {
    lastBlock = Optional.of(block);
    if (firstTime(block)) {
      channels.publish(Told.blockProposal(block));
      alert(block.dramaLevel(), "block", Optional.empty(), "block " + block.height());
    }
    Questions.Question question = questions.ask(agent, block);
    if (!channels.tell(agent, Told.validationRequired(block, within))) {
      questions.giveUp(question);
      return CompletableFuture.completedStage(
          Opinion.abstain("the agent is not connected to the gateway"));
    }
    Cancellable over = scheduler.schedule(within, () -> questions.giveUp(question));
    return question
        .answer()
        .thenApply(
            opinion -> {
              over.cancel();
              return opinion;
            });
  }

  private boolean firstTime(ProposedBlock block) {
    synchronized (blocksTold) {
      return blocksTold.put(block.hash(), true) == null;
    }
  }

  @Override
  public void message(AgentId agent, SignedMessage message) {
    Payload payload = message.message().payload();
    AgentId sender = message.message().sender();
    if (payload instanceof Payload.AgentCommunication said
        && said.content() instanceof Content.Alliance alliance
        && alliance.action() == Content.Alliance.Action.PROPOSE) {
      channels.tell(
          agent,
          Told.allianceProposal(
              sender, alliance.allianceId(), alliance.terms(), message.message().id()));
    } else {
      channels.tell(
          agent,
          Told.networkEvent(
              clock.now(),
              "message",
              MessageText.of(message.message()),
              MessageText.details(message.message())));
    }
  }

  /**
   * A vote of an agent.
   *
   * @throws Refusal 409 if it was not asked
   */
  JsonValue vote(Guest guest, Asked.Vote vote) throws Refusal {
    ProposedBlock block = questions.answer(guest.id(), vote);
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("agent_id", guest.id());
    details.put("block_id", block.hash());
    details.put("height", block.height());
    details.put("approved", vote.approved());
    details.put("reason", vote.reason());
    details.put("drama_level", vote.dramaLevel());
    vote.memeUrl().ifPresent(url -> details.put("meme_url", url));
    channels.publish(
        Told.networkEvent(
            clock.now(),
            "vote",
            "%s %s block %d"
                .formatted(
                    guest.profile().said().name(),
                    vote.approved() ? "approves" : "rejects",
                    block.height()),
            details));
    alert(vote.dramaLevel(), "vote", Optional.of(guest.id()), vote.reason());
    return Json.object("accepted", true, "block_id", block.hash().hex(), "height", block.height());
  }

  /** Proposes something for the chain to everybody. */
  CompletionStage<JsonValue> propose(Guest guest, Asked.Transaction transaction) throws Refusal {
    Payload payload =
        new Payload.AgentCommunication(
            guest.id(), Optional.empty(), new Content.Extended(Proposal.extension(transaction)));
    alert(transaction.dramaLevel(), "transaction", Optional.of(guest.id()), transaction.content());
    return guest
        .context()
        .broadcast(payload, SendOptions.DEFAULT)
        .handle((id, failure) -> sent(id, failure))
        .thenApply(sent -> Json.with(sent, "drama_level", transaction.dramaLevel()));
  }

  private static JsonValue sent(String id, Throwable failure) {
    if (failure == null) {
      return Json.object("message_id", id, "status", "sent");
    }
    throw new CompletionException(refusal(failure));
  }

  /** Offers an alliance to each of the allies. */
  CompletionStage<JsonValue> ally(Guest guest, Asked.Alliance alliance) throws Refusal {
    alert(alliance.dramaCommitment(), "alliance", Optional.of(guest.id()), alliance.purpose());
    Content offer =
        new Content.Alliance(alliance.name(), Content.Alliance.Action.PROPOSE, alliance.terms());
    SendOptions options = new SendOptions(sendWithin, Optional.empty(), false);
    List<CompletableFuture<JsonValue>> offers = new ArrayList<>();
    for (AgentId ally : alliance.allies()) {
      offers.add(
          guest
              .context()
              .send(ally, offer, options)
              .handle((receipt, failure) -> offered(ally, failure))
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(offers.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                Json.object(
                    "alliance_id",
                    alliance.name(),
                    "proposals",
                    offers.stream().map(CompletableFuture::join).toList()));
  }

  private static JsonValue offered(AgentId ally, Throwable failure) {
    return failure == null
        ? Json.object("ally_id", ally, "status", "delivered")
        : Json.object("ally_id", ally, "status", "failed", "reason", refusal(failure).getMessage());
  }

  /** Tells everybody how the agent is. */
  CompletionStage<Void> status(Guest guest, Asked.Status status) throws Refusal {
    guest.status(status);
    return guest
        .context()
        .broadcast(
            new Payload.AgentCommunication(
                guest.id(), Optional.empty(), new Content.Status(status.mood(), status.text())),
            SendOptions.DEFAULT)
        .handle(
            (id, failure) -> {
              if (failure != null) {
                LOG.debug("nobody was told the status of {}: {}", guest.id(), failure.getMessage());
              }
              return null;
            });
  }

  /** Tells everybody who the agent is. */
  void announce(Guest guest) {
    try {
      guest
          .announce()
          .exceptionally(
              failure -> {
                LOG.debug("nobody was told of {}: {}", guest.id(), failure.getMessage());
                return "";
              });
    } catch (Refusal e) {
      LOG.debug("nobody was told of {}: {}", guest.id(), e.getMessage());
    }
  }

  private void alert(int dramaLevel, String cause, Optional<AgentId> agent, String message) {
    if (dramaLevel >= dramaAlert) {
      channels.publish(Told.dramaAlert(dramaLevel, cause, agent, message));
    }
  }

  private static Refusal refusal(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof DeliveryException delivery) {
      return Refusal.of(
          delivery.reason().retryable() ? 503 : 422,
          "not_delivered",
          String.valueOf(delivery.getMessage()));
    }
    return Refusal.of(500, "failed", String.valueOf(cause.getMessage()));
  }
}
