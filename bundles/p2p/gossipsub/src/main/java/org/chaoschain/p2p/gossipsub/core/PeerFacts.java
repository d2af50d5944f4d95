// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.List;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * What is known of a peer that can be sent to.
 *
 * @param peer who
 * @param protocol what it speaks
 * @param outbound whether this side has dialled
 * @param networks what its colocation is counted by: IP address, and for IPv6 the /64 prefix too;
 *     none where it does not count (loopback, a trusted range)
 */
public record PeerFacts(
    PeerId peer, MeshProtocol protocol, boolean outbound, List<String> networks) {
  /** Copies the list. */
  public PeerFacts {
    networks = List.copyOf(networks);
  }
}
