// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.util.Optional;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.p2p.api.reputation.Offence;

/**
 * What the peer that has sent a direct message is answerable for. It hosts the agent: it has built
 * and signed the message, and checked it by the rules of its type. How fast its agents speak is
 * theirs to answer for, how fast it forwards is its own. What hangs on this node's own settings, on
 * its clock, or on versions that others do not know yet, is nobody's fault. Pure.
 */
public final class Answerable {
  private Answerable() {}

  /** What is held against the peer for a refusal; empty if nothing is. */
  public static Optional<Offence> of(Refused refused) {
    if (!refused.senderAtFault()) {
      return Optional.empty();
    }
    return switch (refused.refusal()) {
      case MALFORMED -> Optional.of(Offence.PROTOCOL_ERROR);
      case SIGNATURE -> Optional.of(Offence.BAD_SIGNATURE);
      case WRONG_CHAIN, INVALID -> Optional.of(Offence.INVALID_MESSAGE);
      case TOO_LARGE, PEER_RATE -> Optional.of(Offence.RATE_LIMIT);
      case VERSION,
          STALE,
          UNKNOWN_AGENT,
          BLOCKED,
          BUSY,
          AGENT_RATE,
          TYPE_RATE,
          OVERLOADED,
          UNSUPPORTED,
          INTERNAL,
          TYPE_FAILED,
          CANCELLED ->
          Optional.empty();
    };
  }
}
