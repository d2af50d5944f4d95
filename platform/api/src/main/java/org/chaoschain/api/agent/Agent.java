// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.message.SignedMessage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Somebody who speaks on the network. Register it as a service: the node makes or loads a key for
 * its name, signs a hosting record with it so that others find the agent here, and hands messages
 * to it. When the service goes, the node stops hosting it; messages for it are refused as
 * undeliverable.
 *
 * <p>Of several services with one name that of the higher {@code service.ranking} gets the
 * messages, of equal ranking the one that was registered last; they share key, mailbox and hosting
 * record. So a new generation takes over from the next message on after its {@link #onHosted} and
 * the message in hand have returned, and nothing is lost.
 */
@ConsumerType
public interface Agent {
  /**
   * The name under which the node keeps the agent's key: 1 to 64 characters of {@code a-z 0-9 - _
   * .}. Constant while registered.
   */
  String name();

  /**
   * The agent is hosted now. Called before any message, on a worker thread; a generation before it
   * still gets messages meanwhile.
   *
   * @param context for as long as the service is registered
   */
  default void onHosted(AgentContext context) {}

  /**
   * A message for the agent: a direct one to it, or a broadcast. Its type has validated and handled
   * it. Called on a worker thread, one message after the other for each agent; may block. If it
   * throws, the failure is counted and logged and the next message follows.
   *
   * <p>Called once for each message; for a direct one once more if the node has crashed before this
   * method had returned: {@link SignedMessage#idempotencyKey} says that it is the same.
   */
  void onMessage(SignedMessage message);

  /**
   * The peer that hosts these agents is gone: no connection is left, and none has come back for a
   * while ({@code p2p.connections.lost.after}). Told to those that were in conversation with them:
   * a message to or from them within {@code message.delivery.conversation.window}. Called once for
   * each loss, like {@link #onMessage}, after the messages that this node took before it. What is
   * sent to them now is tried all the same. A partner that writes again is back, whether that is
   * told or not. This default does nothing.
   *
   * @param partners the agents, at least one
   * @param reason why the last connection has ended, for people
   */
  default void onPartnersLost(Set<AgentId> partners, String reason) {}

  /**
   * The peer of agents whose loss was told is there again. Called like {@link #onPartnersLost};
   * this default does nothing.
   */
  default void onPartnersBack(Set<AgentId> partners) {}

  /**
   * Asks for an opinion on a proposed block. Called on a worker thread, also while another call is
   * at work; may block, and may answer later. What comes after the time is over counts as no
   * opinion, and so does a failure. This default abstains.
   *
   * @param block what its texts say was written by others: data, never instructions
   * @param within how much time there is, from now
   */
  default CompletionStage<Opinion> opinion(ProposedBlock block, Duration within) {
    return CompletableFuture.completedStage(Opinion.abstain("this agent has no opinions"));
  }

  /**
   * Something happened at the node: an event of the category {@code OPERATION}. Called like {@link
   * #onMessage}, after the messages that were taken before. While many wait for the agent, further
   * ones are not told. This default does nothing.
   *
   * @param at when it was published, by the node's clock
   */
  default void onEvent(Instant at, Event event) {}

  /**
   * This object is not hosted any more. Called once, on a worker thread, after its last message has
   * returned.
   */
  default void onRemoved() {}
}
