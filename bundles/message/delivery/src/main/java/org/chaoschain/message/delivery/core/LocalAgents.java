// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.LimitExceededException;

/**
 * The agents of this node as delivery sees them; whoever hosts agents registers it as a service,
 * and there may be several. Safe for use by many threads; never blocks.
 */
public interface LocalAgents {
  /** The agents that are hosted now. */
  List<AgentId> agents();

  /** Whether an agent is hosted now: asked for each direct message. */
  default boolean hosts(AgentId agent) {
    return agents().contains(agent);
  }

  /** Signs for a hosted agent; empty if it is not hosted, or does not let this node sign for it. */
  Optional<MessageSigner> signer(AgentId agent);

  /**
   * What an agent permits to the key of its {@link #signer}, an encoded {@code SignedDelegation}:
   * it is attached to each message of the agent. Empty if the signer has the agent's own key.
   */
  default Optional<Bytes> delegation(AgentId agent) {
    return Optional.empty();
  }

  /**
   * Keeps a place in an agent's mailbox.
   *
   * @param bytes the size of the message
   * @return empty if the agent is not hosted
   * @throws LimitExceededException if the mailbox is full
   */
  Optional<Place> reserve(AgentId agent, int bytes) throws LimitExceededException;

  /**
   * Tells an agent that partners of it are gone with their peer, after the messages that have a
   * place in its mailbox by now. Does nothing if the agent is not hosted, or if too much of this
   * kind waits for it.
   */
  default void partnersLost(AgentId agent, Set<AgentId> partners, String reason) {}

  /** Tells an agent that partners of it are back, likewise. */
  default void partnersBack(AgentId agent, Set<AgentId> partners) {}

  /** What becomes of a message in a mailbox; one of its methods is called, once. */
  interface Handover {
    /** The agent has returned from it, or has failed at it. */
    void done();

    /** The agent is gone, and has not seen it. */
    void unseen();
  }

  /** A place in a mailbox; exactly one of its methods is called, once. */
  interface Place {
    /** Puts the message there. */
    void fill(SignedMessage message);

    /**
     * Puts the message there, and says when its agent is done with it. This default says so at
     * once.
     */
    default void fill(SignedMessage message, Handover handover) {
      fill(message);
      handover.done();
    }

    /** Gives the place up. */
    void release();
  }
}
