// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.chaoschain.p2p.api.discovery.Discovery;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.host.core.HostConfig;
import org.chaoschain.testkit.contract.DiscoveryContract;
import org.chaoschain.testkit.sim.SimNetwork;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;

/** The peer list as a discovery: of a node that is connected to one who knows two others. */
class PeerListDiscoveryContractTest extends DiscoveryContract {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final List<P2pNode> nodes = new ArrayList<>();

  @Override
  protected Discovery newDiscovery(Simulation from) {
    SimNetwork network = new SimNetwork(from);
    for (int i = 1; i <= 4; i++) {
      HostConfig config =
          withoutTarget(HostConfig.defaults(List.of(Multiaddr.parse("/memory/" + i))));
      String listen = "/memory/" + i;
      P2pNode node =
          P2pNode.Plan.of(NodeServices.of(from), network.transport("n" + i), listen)
              .withHost(config)
              .start();
      // who would connect the nodes before the peer list has told of them
      node.dht.close();
      nodes.add(node);
      from.await(() -> !node.host.listenAddresses().isEmpty(), SOON);
    }
    P2pNode middle = nodes.get(1);
    for (P2pNode node : List.of(nodes.get(2), nodes.get(3), nodes.get(0))) {
      from.await(node.connect(middle), SOON);
      from.await(() -> middle.host.peerStore().certifiedRecord(node.id()).isPresent(), SOON);
    }
    return nodes.get(0).peers;
  }

  private static HostConfig withoutTarget(HostConfig c) {
    return c.withTargetPeers(0);
  }

  @Override
  protected Set<PeerId> findable() {
    return Set.of(nodes.get(2).id(), nodes.get(3).id());
  }

  @AfterEach
  void close() {
    nodes.forEach(P2pNode::close);
  }
}
