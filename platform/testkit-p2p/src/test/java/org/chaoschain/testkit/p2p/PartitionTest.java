// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.SimNetwork;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** The example of docs/development.md. */
class PartitionTest {
  private final Simulation simulation = new Simulation();
  private final SimNetwork network =
      new SimNetwork(simulation, LinkSettings.DEFAULT.withLatency(Duration.ofMillis(40)));

  private P2pNode start(String name, String address) {
    return P2pNode.Plan.of(NodeServices.of(simulation), network.transport(name), address).start();
  }

  @Test
  void a_partition_is_noticed_by_keepalive() {
    P2pNode ada = start("ada", "/memory/1");
    P2pNode bob = start("bob", "/memory/2");
    simulation.await(() -> !ada.host.listenAddresses().isEmpty(), Duration.ofSeconds(1));
    simulation.await(bob.connect(ada), Duration.ofSeconds(5));

    List<Duration> roundTrips =
        simulation.await(bob.pinger.ping(ada.id(), 1), Duration.ofSeconds(5));
    assertTrue(roundTrips.get(0).compareTo(Duration.ofMillis(80)) >= 0);

    network.partition(List.of("ada")); // noticed by a ping each 30 s, which has 20 s to come back
    simulation.await(() -> bob.host.connection(ada.id()).isEmpty(), Duration.ofMinutes(2));
    assertTrue(simulation.now().compareTo(Duration.ofSeconds(50)) >= 0);
  }
}
