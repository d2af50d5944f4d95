// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core.dht;

import java.util.List;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.kad.core.AddressBook;

/**
 * What the host knows of peers.
 *
 * @param env its host and peer store
 */
record HostAddresses(DhtEnvironment env) implements AddressBook {
  @Override
  public List<Multiaddr> addresses(PeerId peer) {
    return peer.equals(env.host().peerId())
        ? env.host().announcedAddresses()
        : env.peerStore().addresses(peer);
  }

  @Override
  public boolean connected(PeerId peer) {
    return env.host().connection(peer).isPresent();
  }
}
