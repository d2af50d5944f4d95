// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.bootstrap.core;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.chaoschain.p2p.api.discovery.Discovery;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.testkit.contract.DiscoveryContract;
import org.chaoschain.testkit.sim.Simulation;

class BootstrapDiscoveryContractTest extends DiscoveryContract {
  @Override
  protected Discovery newDiscovery(Simulation from) {
    return new BootstrapDiscovery(
        List.of(
            Multiaddr.parse("/memory/1").withPeer(Peers.of(1)),
            Multiaddr.parse("/dnsaddr/many.test"),
            Multiaddr.parse("/dnsaddr/broken.test")),
        new Backoff(Duration.ofMillis(250), Duration.ofMinutes(1), 0.3),
        from.clock(),
        from.scheduler(),
        from.random(),
        Peers.resolver(),
        from.metrics());
  }

  @Override
  protected Set<PeerId> findable() {
    return Set.of(Peers.of(1), Peers.of(2), Peers.of(3));
  }
}
