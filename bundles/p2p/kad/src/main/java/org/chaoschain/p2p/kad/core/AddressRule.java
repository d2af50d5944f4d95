// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import java.util.ArrayList;
import java.util.List;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.multiaddr.Protocol;

/**
 * Which addresses are told and believed. Pure.
 *
 * @param local whether loopback and private addresses are; in a network over the Internet they only
 *     lead astray
 * @param most how many of a peer
 */
public record AddressRule(boolean local, int most) {
  /** The addresses of these that are, the first of them. */
  public List<Multiaddr> of(List<Multiaddr> addresses) {
    List<Multiaddr> allowed = new ArrayList<>(Math.min(most, addresses.size()));
    for (Multiaddr address : addresses) {
      if (allowed.size() == most) {
        break;
      }
      if (allows(address) && !allowed.contains(address)) {
        allowed.add(address);
      }
    }
    return allowed;
  }

  /** Whether an address is; one over a relay is not, since it says nothing of the peer's place. */
  public boolean allows(Multiaddr address) {
    return !address.isEmpty()
        && !address.has(Protocol.P2P_CIRCUIT)
        && (local || Networks.isPublic(address));
  }
}
