// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.DeliveryException.Reason;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.delivery.core.LocalAgents;
import org.chaoschain.message.delivery.core.Origin;
import org.chaoschain.message.delivery.core.Outcome.Taken;
import org.chaoschain.message.delivery.durable.core.Answer;
import org.chaoschain.message.delivery.durable.core.InboxKey;
import org.chaoschain.p2p.api.agents.AgentLocator;
import org.chaoschain.p2p.api.peer.PeerId;

/** Brings letters where their agents are: to this node's own inbox, or to a peer. */
final class Attempts {
  private final DeliveryEnvironment environment;
  private final MessengerEnvironment network;
  private final DirectSettings settings;
  private final Inbox inbox;
  private final DirectSender sender;
  private final Searches searches;

  Attempts(
      DeliveryEnvironment environment,
      MessengerEnvironment network,
      DirectSettings settings,
      Delivery delivery,
      DirectSender sender) {
    this.environment = environment;
    this.network = network;
    this.settings = settings;
    this.inbox = delivery.inbox();
    this.sender = sender;
    this.searches = new Searches(environment, settings, sender);
  }

  /** Sends a message; the letter ends by its expiry. */
  void send(Letter letter, Parcel parcel) {
    long left = Math.max(0, parcel.expiryNanos() - environment.clock().nanoTime());
    if (left < settings.timeout().toNanos()) {
      deadline(letter, Duration.ofNanos(left), letter::expired);
    } else {
      deadline(letter, settings.timeout(), () -> letter.late(settings.timeout()));
    }
    AgentId to = letter.message().message().target().orElseThrow();
    if (letter.ended()) {
      return;
    }
    if (hosted(to)) {
      deliverHere(letter, parcel);
    } else {
      find(to, letter);
    }
  }

  /** Asks what became of a message. */
  void ask(Letter letter, Optional<PeerId> whom) {
    deadline(letter, settings.timeout(), () -> letter.late(settings.timeout()));
    AgentId to = letter.message().message().target().orElseThrow();
    if (whom.isPresent()) {
      sender.send(whom.get(), letter);
    } else if (hosted(to)) {
      InboxKey key = InboxKey.of(letter.expiry(), letter.message().digest());
      inbox
          .keeper()
          .cancel(
              key,
              told -> letter.answered(Acks.answer(told)),
              refused -> letter.fail(Reason.BUSY, refused.reason()));
    } else {
      find(to, letter);
    }
  }

  private boolean hosted(AgentId agent) {
    Optional<LocalAgents> agents = environment.agents().get();
    return agents.filter(local -> local.hosts(agent)).isPresent();
  }

  private void deliverHere(Letter letter, Parcel parcel) {
    letter.waitsFor("this node has not taken it yet", Reason.NO_ANSWER);
    if (!letter.goesHere() || !letter.leaves(Optional.empty())) {
      return;
    }
    SignedMessage message = letter.message();
    Bytes digest = message.digest();
    Patience.await(
        parcel.restored()
            ? inbox.receive(message.wire(), new Origin.Own())
            : inbox.receiveSignedHere(message),
        settings.ackPatience(),
        environment.scheduler(),
        outcome -> {
          if (outcome instanceof Taken) {
            inbox.keeper().promised(digest);
          }
          Answer answer = Acks.answer(outcome);
          letter.answered(answer);
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

  private void deadline(Letter letter, Duration in, Runnable end) {
    try {
      letter.deadline(environment.scheduler().schedule(in, end));
    } catch (RejectedExecutionException e) {
      letter.fail(Reason.BUSY, e.getMessage());
    }
  }
}
