// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

/** The steps of a message on its way in, in their order: cheap ones before dear ones. */
public enum Stage {
  /** Is it small enough to be looked at? */
  SIZE,
  /** Does the peer that brings it keep to its rate? */
  PEER_RATE,
  /** Are the bytes an envelope? */
  STRUCTURE,
  /** Is its version spoken here? */
  VERSION,
  /** Is it of this chain, on its topic, and is its extension well-formed? */
  PLACE,
  /** Have the same bytes come before? */
  SEEN,
  /** Is it neither void nor of the future? */
  FRESHNESS,
  /** Has its agent, or who speaks for it, signed it? */
  SIGNATURE,
  /** Was the same said before, in other bytes? */
  REPLAY,
  /** Is its agent listened to here? */
  STANDING,
  /** Do no earlier messages to its agent wait on the disk? */
  BACKLOG,
  /** Is the agent that it is for here, with room in its mailbox? */
  ADDRESSEE,
  /** Do its type's own rules take it? */
  RULES,
  /** Does its agent keep to its rates? */
  AGENT_RATE,
  /** Is there room in the queue of its type? */
  QUEUE
}
