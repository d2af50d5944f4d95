// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.mdns.core;

import java.util.Set;
import org.chaoschain.p2p.api.discovery.Discovery;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.testkit.contract.DiscoveryContract;
import org.chaoschain.testkit.sim.Simulation;

class MdnsDiscoveryContractTest extends DiscoveryContract {
  @Override
  protected Discovery newDiscovery(Simulation from) {
    Segment segment = new Segment(from);
    for (int peer = 1; peer <= 3; peer++) {
      segment.node(peer, "/ip4/192.0.2." + peer + "/tcp/4001").start(found -> {});
    }
    return segment.node(0, "/ip4/192.0.2.100/tcp/4001");
  }

  @Override
  protected Set<PeerId> findable() {
    return Set.of(Segment.peer(1), Segment.peer(2), Segment.peer(3));
  }
}
