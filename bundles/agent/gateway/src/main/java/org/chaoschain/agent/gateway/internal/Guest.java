// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.chaoschain.agent.gateway.core.Asked;
import org.chaoschain.agent.gateway.core.Pace;
import org.chaoschain.agent.gateway.core.Profile;
import org.chaoschain.agent.gateway.core.Refusal;
import org.chaoschain.api.agent.AgentContext;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.agent.Opinion;
import org.chaoschain.api.agent.ProposedBlock;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.delivery.core.KeyedAgent;

/**
 * An agent of the gateway as the node hosts it: what the node asks and tells goes to its client,
 * what the client wants sent goes the way of every agent's messages.
 */
final class Guest implements KeyedAgent {
  private final Profile profile;
  private final MessageSigner signer;
  private final Pace pace;
  private final Client client;
  private final AtomicReference<AgentContext> context = new AtomicReference<>();
  private final CompletableFuture<Void> hosted = new CompletableFuture<>();
  private volatile Optional<Asked.Status> status = Optional.empty();

  /** What a guest needs of the gateway. */
  interface Client {
    /** Asks the agent's client; answers with an abstention if it is not connected. */
    CompletionStage<Opinion> ask(AgentId agent, ProposedBlock block, Duration within);

    /** A direct message has come for the agent. */
    void message(AgentId agent, SignedMessage message);
  }

  Guest(Profile profile, MessageSigner signer, Pace pace, Client client) {
    this.profile = profile;
    this.signer = signer;
    this.pace = pace;
    this.client = client;
  }

  Profile profile() {
    return profile;
  }

  AgentId id() {
    return profile.id();
  }

  @Override
  public String name() {
    return profile.hostName();
  }

  @Override
  public MessageSigner signer() {
    return signer;
  }

  @Override
  public void onHosted(AgentContext given) {
    context.set(given);
    hosted.complete(null);
  }

  /** Completes when the node hosts it. */
  CompletionStage<Void> hosted() {
    return hosted.minimalCompletionStage();
  }

  @Override
  public void onRemoved() {
    context.set(null);
  }

  /** Broadcasts are in the feed once, and not here once for every agent. */
  @Override
  public void onMessage(SignedMessage message) {
    if (message.message().target().isPresent()) {
      client.message(id(), message);
    }
  }

  @Override
  public CompletionStage<Opinion> opinion(ProposedBlock block, Duration within) {
    return client.ask(id(), block, within);
  }

  /**
   * What the agent can do.
   *
   * @throws Refusal 503 if the node does not host it yet
   */
  AgentContext context() throws Refusal {
    AgentContext given = context.get();
    if (given == null) {
      throw Refusal.of(
          503, "not_hosted", "the node does not host the agent at the moment; try again");
    }
    return given;
  }

  /** One more request or frame of the agent. */
  Pace.Verdict pace(long nanos) {
    synchronized (pace) {
      return pace.next(nanos);
    }
  }

  /** How long it has to wait to be within its pace. */
  Duration pause(long nanos) {
    synchronized (pace) {
      return pace.pause(nanos);
    }
  }

  /** How it was when it last said so. */
  Optional<Asked.Status> status() {
    return status;
  }

  void status(Asked.Status said) {
    status = Optional.of(said);
  }

  /** Says to all who the agent is; nobody may be there to hear it. */
  CompletionStage<String> announce() throws Refusal {
    Asked.Registration said = profile.said();
    Content announcement =
        new Content.Announcement(said.name(), said.style(), List.copyOf(said.personality()));
    return context()
        .broadcast(
            new Payload.AgentCommunication(id(), Optional.empty(), announcement),
            SendOptions.DEFAULT);
  }
}
