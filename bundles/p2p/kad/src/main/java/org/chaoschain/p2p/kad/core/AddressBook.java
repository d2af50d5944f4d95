// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import java.util.List;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;

/** What a node knows of where peers are. */
public interface AddressBook {
  /** The addresses of a peer, or of this node; empty if none is known. */
  List<Multiaddr> addresses(PeerId peer);

  /** Whether there is a connection to a peer now. */
  boolean connected(PeerId peer);
}
