// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

/** Why a message is not taken; each belongs to one code of {@code chaoschain.v1.DirectRefusal}. */
public enum Refusal {
  /** The bytes are no envelope, or break one of its rules. */
  MALFORMED(false),
  /** A version that is not spoken here. */
  VERSION(false),
  /** The signature or the delegation does not verify. */
  SIGNATURE(false),
  /** Expired, or from the future. */
  STALE(false),
  /** The message belongs to another chain. */
  WRONG_CHAIN(false),
  /** The agent it is for is not hosted here. */
  UNKNOWN_AGENT(true),
  /** The operator of this node does not listen to its agent. */
  BLOCKED(false),
  /** The rules of its type, or of the place where it came, refuse it. */
  INVALID(false),
  /** It is good, and a queue is full. */
  BUSY(true),
  /** The peer that has forwarded it forwards too fast. */
  PEER_RATE(true),
  /** Its agent speaks too fast. */
  AGENT_RATE(true),
  /** Its agent speaks too fast for messages of this type. */
  TYPE_RATE(true),
  /** It could not be judged now: too much waits to be verified, or the codec is not there. */
  OVERLOADED(true),
  /** It is larger than allowed. */
  TOO_LARGE(false),
  /** The request is of a kind that is not known here. */
  UNSUPPORTED(false),
  /** Something on this side has failed before it could be judged. */
  INTERNAL(true),
  /** The code of its type has failed: the rules, or the handler after it was taken. */
  TYPE_FAILED(false),
  /** Its sender has cancelled it before this copy came. */
  CANCELLED(false);

  private final boolean retryable;

  Refusal(boolean retryable) {
    this.retryable = retryable;
  }

  /** Whether the same bytes may be taken later. */
  public boolean retryable() {
    return retryable;
  }
}
