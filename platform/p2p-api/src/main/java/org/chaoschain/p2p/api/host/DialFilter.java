// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.host;

import java.util.Collection;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Says which of the peers that discoveries find the host dials; it keeps nobody from dialling a
 * peer by its own decision, nor from coming in. Register it as a service; one that says no is
 * enough. Called on any thread; must be quick and must not block. One that throws says yes.
 */
@ConsumerType
public interface DialFilter {
  /**
   * Whether a peer is worth a dial.
   *
   * @param peer with the addresses that were found
   * @param others where the peers are that are connected, each once, and those that are being
   *     dialled because they were found
   */
  boolean worthDialling(AddressInfo peer, Collection<Multiaddr> others);
}
