// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.bootstrap.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.testkit.sim.SimConnection;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** Bootstrap entries rest while their peer is connected, by whatever connection. */
class BootstrapDiscoveryTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  private final Simulation simulation = new Simulation();
  private final List<PeerId> found = new ArrayList<>();

  private BootstrapDiscovery discovery(String... addresses) {
    List<Multiaddr> parsed = new ArrayList<>();
    for (String address : addresses) {
      parsed.add(Multiaddr.parse(address));
    }
    return new BootstrapDiscovery(
        parsed,
        new Backoff(Duration.ofMillis(250), Duration.ofMinutes(1), 0.3),
        simulation.clock(),
        simulation.scheduler(),
        simulation.random(),
        Peers.resolver(),
        simulation.metrics());
  }

  private Connection connection(int peer) {
    return new SimConnection(simulation, Peers.key(peer));
  }

  private void sink(AddressInfo peer) {
    found.add(peer.peer());
  }

  @Test
  void it_reports_a_peer_again_and_again_until_it_is_connected() {
    BootstrapDiscovery discovery = discovery("/memory/1/p2p/" + Peers.of(1));
    discovery.start(this::sink);
    simulation.runFor(LONG);
    assertThat(found).hasSizeBetween(10, 30).containsOnly(Peers.of(1));
    discovery.onConnected(connection(1));
    found.clear();
    simulation.runFor(LONG);
    assertThat(found).isEmpty();
  }

  @Test
  void a_connection_that_was_there_before_the_start_counts() {
    BootstrapDiscovery discovery = discovery("/memory/1/p2p/" + Peers.of(1));
    discovery.onConnected(connection(1));
    discovery.start(this::sink);
    simulation.runFor(LONG);
    assertThat(found).isEmpty();
  }

  @Test
  void the_end_of_one_of_two_connections_changes_nothing() {
    BootstrapDiscovery discovery = discovery("/memory/1/p2p/" + Peers.of(1));
    Connection one = connection(1);
    Connection two = connection(1);
    discovery.onConnected(one);
    discovery.onConnected(two);
    discovery.start(this::sink);
    discovery.onDisconnected(one, CloseReason.LOCAL);
    simulation.runFor(LONG);
    assertThat(found).isEmpty();
    discovery.onDisconnected(two, CloseReason.LOCAL);
    simulation.await(() -> found.contains(Peers.of(1)), Duration.ofSeconds(1));
  }

  @Test
  void a_name_rests_while_one_of_the_peers_it_leads_to_is_connected() {
    BootstrapDiscovery discovery = discovery("/dnsaddr/many.test");
    discovery.start(this::sink);
    simulation.await(() -> found.contains(Peers.of(3)), LONG);
    Connection connection = connection(3);
    discovery.onConnected(connection);
    simulation.runUntilIdle();
    found.clear();
    simulation.runFor(LONG);
    assertThat(found).isEmpty();
    discovery.onDisconnected(connection, CloseReason.LOCAL);
    simulation.await(() -> found.contains(Peers.of(2)), Duration.ofSeconds(1));
  }

  @Test
  void a_resolver_that_throws_is_counted_and_asked_again() {
    BootstrapDiscovery discovery = discovery("/dnsaddr/broken.test");
    discovery.start(this::sink);
    simulation.runFor(LONG);
    assertThat(simulation.metrics().count("p2p.bootstrap.unresolved")).isGreaterThan(5);
  }
}
