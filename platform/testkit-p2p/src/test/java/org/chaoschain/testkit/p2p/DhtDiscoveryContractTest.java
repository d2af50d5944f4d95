// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chaoschain.p2p.api.discovery.Discovery;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.kad.core.dht.Dht;
import org.chaoschain.p2p.kad.core.dht.DhtConfig;
import org.chaoschain.p2p.kad.core.dht.DhtEnvironment;
import org.chaoschain.testkit.contract.DiscoveryContract;
import org.chaoschain.testkit.sim.SimNetwork;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;

/** The DHT as a discovery: of a node that is connected to one who knows two others. */
class DhtDiscoveryContractTest extends DiscoveryContract {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final List<P2pNode> nodes = new ArrayList<>();
  private Dht dht;

  @Override
  protected Discovery newDiscovery(Simulation from) {
    SimNetwork network = new SimNetwork(from);
    for (int i = 1; i <= 4; i++) {
      P2pNode node =
          P2pNode.Plan.of(NodeServices.of(from), network.transport("n" + i), "/memory/" + i)
              .start();
      nodes.add(node);
      from.await(() -> !node.host.listenAddresses().isEmpty(), SOON);
    }
    P2pNode middle = nodes.get(1);
    for (P2pNode node : List.of(nodes.get(2), nodes.get(3), nodes.get(0))) {
      from.await(node.connect(middle), SOON);
    }
    P2pNode own = nodes.get(0);
    own.dht.close();
    NodeServices s = NodeServices.of(from);
    // a DHT of its own that the host does not start
    dht =
        new Dht(
            DhtConfig.DEFAULT,
            new DhtEnvironment(
                own.host,
                own.host.peerStore(),
                s.clock(),
                s.scheduler(),
                s.random(),
                s.metrics(),
                s.events(),
                new DhtEnvironment.Offering() {
                  @Override
                  public void offer(StreamProtocol protocol) {
                    own.host.addProtocol(protocol);
                  }

                  @Override
                  public void withdraw(StreamProtocol protocol) {
                    own.host.removeProtocol(protocol);
                  }
                },
                Optional::empty));
    own.host.addConnectionListener(dht);
    own.host.addPeerStoreListener(dht);
    from.runFor(Duration.ofSeconds(5));
    own.host.peerStore().peers().stream()
        .filter(peer -> own.host.connection(peer).isPresent())
        .forEach(dht::onProtocols);
    return dht;
  }

  @Override
  protected Set<PeerId> findable() {
    return Set.of(nodes.get(1).id(), nodes.get(2).id(), nodes.get(3).id());
  }

  @AfterEach
  void close() {
    dht.close();
    nodes.forEach(P2pNode::close);
  }
}
