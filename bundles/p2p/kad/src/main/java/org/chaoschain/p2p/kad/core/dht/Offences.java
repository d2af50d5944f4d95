// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core.dht;

import java.util.Optional;
import java.util.function.Supplier;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.reputation.Offence;
import org.chaoschain.p2p.api.reputation.Reputation;
import org.chaoschain.p2p.kad.core.RecordRefusedException;

/**
 * Which of the things that are refused are held against the peer that has sent them. A peer has to
 * check what it stores and passes on, so a forged record is its offence, whoever has made it. An
 * old record, or one of a namespace that is not known here, an honest peer has too. What ends a
 * stream as a broken protocol the host tells, and is not told here again. Safe for use by many
 * threads.
 */
final class Offences {
  private final Supplier<Optional<Reputation>> reputation;

  Offences(Supplier<Optional<Reputation>> reputation) {
    this.reputation = reputation;
  }

  /**
   * A request was refused for the record that it brings: tells what the host will not.
   *
   * @return what the request's stream is reset for
   */
  CloseReason request(PeerId peer, RecordRefusedException refusal) {
    String why = refusal.getMessage();
    return switch (refusal.reason()) {
      case MALFORMED, KEY, VALUE -> CloseReason.protocolError(why);
      case LIMIT -> CloseReason.limit(why);
      case SIGNATURE -> {
        report(peer, Offence.BAD_SIGNATURE, why);
        yield new CloseReason(CloseReason.Kind.REFUSED, why);
      }
      case NAMESPACE, EXPIRED, STALE -> new CloseReason(CloseReason.Kind.REFUSED, why);
    };
  }

  /** A record in an answer was refused; the answer's stream has ended as agreed. */
  void answer(PeerId peer, RecordRefusedException refusal) {
    switch (refusal.reason()) {
      case MALFORMED, KEY, VALUE -> broken(peer, refusal.getMessage());
      case SIGNATURE -> report(peer, Offence.BAD_SIGNATURE, refusal.getMessage());
      case LIMIT, NAMESPACE, EXPIRED, STALE -> {}
    }
  }

  /** A protocol was broken on a stream that has ended as agreed. */
  void broken(PeerId peer, String what) {
    report(peer, Offence.PROTOCOL_ERROR, what);
  }

  /** A message is larger, or comes more often, than is allowed. */
  void limit(PeerId peer, String what) {
    report(peer, Offence.RATE_LIMIT, what);
  }

  /** A message names many times as many addresses as anybody has. */
  void flood(PeerId peer, String what) {
    report(peer, Offence.FLOOD, what);
  }

  private void report(PeerId peer, Offence offence, String seen) {
    reputation.get().ifPresent(judge -> judge.report(peer, offence, "Kademlia: " + seen));
  }
}
