// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.pubsub;

import java.util.Objects;
import java.util.Optional;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * Something a peer did in publish and subscribe that an honest one does not do, or hardly. What the
 * router does about it by itself (a lower score, a prune, silence) has been done. Immutable.
 *
 * @param kind what it was
 * @param peer who did it; empty where it cannot be laid at one peer's door
 * @param detail what was seen and what was done, for people
 */
public record PubSubIncident(Kind kind, Optional<PeerId> peer, String detail) {
  /** Demands all parts. */
  public PubSubIncident {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(peer, "peer");
    Objects.requireNonNull(detail, "detail");
  }

  /** What can happen. */
  public enum Kind {
    /** A message was rejected by the topic's subscriber. */
    INVALID_MESSAGE,
    /** A message broke the signature policy, or its signature is wrong. */
    BAD_SIGNATURE,
    /** More IHAVE, or ids in them, than are read between two heartbeats. */
    IHAVE_FLOOD,
    /** More IWANT, or the same message asked for more often, than is answered. */
    IWANT_FLOOD,
    /** More IDONTWANT than are remembered between two heartbeats. */
    IDONTWANT_FLOOD,
    /** GRAFT although a backoff runs, which was told by PRUNE. */
    GRAFT_FLOOD,
    /** More changes of subscriptions, or topics, than are remembered. */
    SUBSCRIPTION_FLOOD,
    /** More elements in one RPC than are decoded. */
    RPC_OVERSIZED,
    /** Bytes that are no RPC. */
    MALFORMED_RPC,
    /** A message was advertised, asked for, and never came. */
    BROKEN_PROMISE,
    /** The score fell below the graylist threshold: nothing more is heard of the peer. */
    GRAYLISTED,
    /** At least half of a topic's mesh was pruned at once for negative scores. */
    MESH_COLLAPSE
  }
}
