// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.host;

import java.util.Optional;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides whom this node has connections with; register it as a service. Every gater is asked, at
 * each step that a connection takes, and one that refuses is enough. The earlier a refusal comes
 * the less it costs. Called on any thread, by many at a time; must be quick and must not block. A
 * gater that throws refuses: a broken lock stays shut.
 *
 * <p>A gater that has changed its mind about a peer that is connected ends the connections with
 * {@link Host#disconnect}.
 */
@ConsumerType
public interface ConnectionGater {
  /**
   * Before a peer's addresses are looked up.
   *
   * @return why the peer is not dialled; empty if it may be
   */
  default Optional<Refusal> onDial(PeerId peer) {
    return Optional.empty();
  }

  /**
   * Before an address is dialled.
   *
   * @param address resolved
   * @return why the address is not dialled; empty if it may be
   */
  default Optional<Refusal> onDial(PeerId peer, Multiaddr address) {
    return Optional.empty();
  }

  /**
   * A connection has come in; no byte of it has been read.
   *
   * @return why it is closed; empty if it may go on
   */
  default Optional<Refusal> onAccept(Multiaddr local, Multiaddr remote) {
    return Optional.empty();
  }

  /**
   * The remote has proved who it is; no stream has been opened.
   *
   * @param initiator whether this side has dialled
   * @return why it is closed; empty if it may go on
   */
  default Optional<Refusal> onSecured(boolean initiator, PeerId peer, Multiaddr remote) {
    return Optional.empty();
  }

  /**
   * Why a connection is not wanted.
   *
   * @param rule whose rule it is, lower case, for metrics: {@code deny.range}, {@code ban}; one of
   *     a few
   * @param reason for people: what was refused, by which rule, and what lifts it
   */
  record Refusal(String rule, String reason) {}
}
