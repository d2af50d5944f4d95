// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.Set;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.PubSubIncident;

/** What the router wants done. */
public sealed interface Action {
  /**
   * Send an RPC to a peer; what cannot be sent and is {@link Lane#STATE} comes back by {@link
   * GossipRouter#unsent}.
   *
   * @param peer to whom
   * @param rpc what; all of it belongs to the one lane
   * @param lane what becomes of it when the peer does not read fast enough
   */
  record Send(PeerId peer, Rpc rpc, Lane lane) implements Action {}

  /**
   * Leave out what waits to be sent to a peer and carries one of these messages: it has them.
   *
   * @param peer to whom
   * @param ids of messages
   */
  record Cancel(PeerId peer, Set<MessageId> ids) implements Action {}

  /**
   * Ask this node's subscriber; the answer comes back by {@link GossipRouter#judged}.
   *
   * @param id what the message is known by
   * @param message the message
   * @param from who has sent it here
   */
  record Judge(MessageId id, Message message, PeerId from) implements Action {}

  /**
   * Connect to a peer that another has offered; its record was verified.
   *
   * @param peer who
   * @param signedRecord its signed peer record
   */
  record Connect(PeerId peer, Bytes signedRecord) implements Action {}

  /**
   * Connect to a direct peer, which is not connected.
   *
   * @param peer who
   */
  record Reconnect(PeerId peer) implements Action {}

  /**
   * Tell whoever watches for attacks.
   *
   * @param incident what was seen
   */
  record Raise(PubSubIncident incident) implements Action {}

  /** What leaves first when the queue of a peer is full: the later in this order, the earlier. */
  enum Lane {
    /** Subscriptions, GRAFT, PRUNE: never left out, since both sides would differ from then on. */
    STATE,
    /** Own messages and those handed on in a mesh. */
    PAYLOAD,
    /** Messages that the peer has asked for. */
    ANSWER,
    /** IHAVE, IWANT, IDONTWANT: the next heartbeat makes up for it. */
    GOSSIP
  }
}
