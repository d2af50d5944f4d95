// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.p2p.api.discovery.Discovery;
import org.chaoschain.p2p.api.discovery.DiscoverySink;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.multiaddr.IpPrefix;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.chaoschain.p2p.connections.core.KeeperConfig;
import org.chaoschain.p2p.connections.core.PeerKeeper;
import org.chaoschain.p2p.connections.core.PlaceFilter;
import org.chaoschain.p2p.connections.core.Tags;
import org.chaoschain.p2p.host.core.HostConfig;
import org.chaoschain.p2p.kad.core.dht.DhtConfig;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.SimNetwork;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whole nodes in virtual time: who is worth a connection to the mesh, the table, the spread. */
@ExtendWith(LeakCheck.class)
class WorthKeepingTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String TOPIC = "/chaoschain/test/agents";

  private final Simulation simulation = new Simulation();
  private final SimNetwork network =
      new SimNetwork(simulation, LinkSettings.DEFAULT.withLatency(Duration.ofMillis(25)));
  private final IpOverMemory ip = new IpOverMemory(network);
  private final List<P2pNode> nodes = new ArrayList<>();
  private final List<Runnable> stops = new ArrayList<>();

  @AfterEach
  void close() {
    stops.forEach(Runnable::run);
    nodes.forEach(P2pNode::close);
    simulation.runFor(Duration.ofMinutes(1));
    assertThat(network.openConnections()).describedAs(simulation.describe("connections")).isZero();
    simulation.assertNoLeaks();
  }

  private P2pNode start(String address, int wanted) {
    String listen = IpOverMemory.address(address);
    P2pNode node =
        P2pNode.Plan.of(NodeServices.of(simulation), ip.transport(address), listen)
            .withHost(HostConfig.defaults(List.of(Multiaddr.parse(listen))).withTargetPeers(wanted))
            .start();
    nodes.add(node);
    simulation.await(() -> !node.host.listenAddresses().isEmpty(), SOON);
    return node;
  }

  private void subscribe(P2pNode node) throws Exception {
    node.gossipsub.subscribe(
        TOPIC, (data, from) -> CompletableFuture.completedFuture(Verdict.ACCEPT));
  }

  private static boolean inTable(P2pNode node, P2pNode peer) {
    return node.dht.worth().value(peer.id()) > 0;
  }

  private static Set<PeerId> ids(List<P2pNode> some) {
    return some.stream().map(P2pNode::id).collect(Collectors.toSet());
  }

  @Test
  void trimming_keeps_the_mesh_and_the_routing_table() throws Exception {
    P2pNode node = start("10.1.0.1", 0);
    Tags tags = new Tags(100, 4, simulation.metrics());
    tags.add(node.gossipsub);
    tags.add(node.dht.worth());
    subscribe(node);
    List<P2pNode> idle = new ArrayList<>();
    List<P2pNode> mesh = new ArrayList<>();
    List<P2pNode> servers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      idle.add(plain("10.2." + i + ".1"));
    }
    for (int i = 0; i < 3; i++) {
      P2pNode member = plain("10.3." + i + ".1");
      subscribe(member);
      mesh.add(member);
      servers.add(start("10.4." + i + ".1", 0));
    }
    for (P2pNode peer : nodes.subList(1, nodes.size())) {
      simulation.await(peer.connect(node), SOON);
    }
    simulation.await(() -> node.gossipsub.mesh(TOPIC).equals(ids(mesh)), SOON);
    simulation.await(() -> servers.stream().allMatch(s -> inTable(node, s)), SOON);
    assertThat(mesh).allSatisfy(peer -> assertThat(tags.value(peer.id())).isGreaterThan(99));
    assertThat(servers).allSatisfy(peer -> assertThat(tags.value(peer.id())).isGreaterThan(39));
    assertThat(idle).allSatisfy(peer -> assertThat(tags.value(peer.id())).isLessThan(10));

    keep(
        node,
        KeeperConfig.DEFAULTS
            .withWater(6, 9, Duration.ZERO, Duration.ofSeconds(10))
            .withPeers(0, 0, 100),
        tags);
    simulation.await(() -> node.host.connections().size() == 6, SOON.plus(SOON));
    Set<PeerId> worth = ids(mesh);
    worth.addAll(ids(servers));
    assertThat(node.host.connections().stream().map(Connection::remotePeer))
        .containsExactlyInAnyOrderElementsOf(worth);
  }

  /** A node that does not serve the DHT. */
  private P2pNode plain(String address) {
    P2pNode node = start(address, 0);
    node.dht.close();
    node.host.removeDiscovery(node.dht);
    node.host.removeConnectionListener(node.dht);
    node.host.removePeerStoreListener(node.dht);
    node.host.removeHostListener(node.dht);
    node.host.removeProtocol(node.dht.protocol());
    simulation.runFor(Duration.ofSeconds(1));
    assertThat(node.host.protocols()).doesNotContain(DhtConfig.CHAOSCHAIN);
    return node;
  }

  private void keep(P2pNode node, KeeperConfig config, Tags tags) {
    PeerKeeper keeper =
        new PeerKeeper(
            config,
            node.host,
            node.host.peerStore(),
            tags,
            simulation.clock(),
            simulation.scheduler(),
            simulation.newRandom(),
            simulation.metrics(),
            simulation.events());
    node.host.addConnectionListener(keeper);
    stops.add(keeper::stop);
  }

  @Test
  void a_peer_that_leaves_the_table_is_worth_nothing_to_it_any_more() {
    P2pNode node = start("10.1.0.1", 0);
    P2pNode server = start("10.2.0.1", 0);
    simulation.await(server.connect(node), SOON);
    simulation.await(() -> inTable(node, server), SOON);
    assertThat(node.dht.worth().value(server.id())).as("alone in its bucket").isEqualTo(100);
    server.host.removeProtocol(server.dht.protocol());
    simulation.await(() -> !inTable(node, server), SOON);
    assertThat(simulation.await(node.dht.places(), SOON)).isEmpty();
  }

  @Test
  void
      of_the_peers_that_a_discovery_finds_at_once_no_more_are_dialled_of_a_prefix_than_its_bound() {
    P2pNode node = plainWanting("10.1.0.1", 12);
    node.host.addDialFilter(new PlaceFilter(3), PluginAccount.NODE);
    List<AddressInfo> crowd = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      crowd.add(info(plain("10.2.0." + i)));
    }
    for (int i = 0; i < 4; i++) {
      crowd.add(info(plain("10.3." + i + ".1")));
    }
    node.host.addDiscovery(new Finding(crowd));
    simulation.runFor(Duration.ofMinutes(1));
    Map<IpPrefix, Long> prefixes =
        node.host.connections().stream()
            .collect(
                Collectors.groupingBy(
                    c -> IpPrefix.of(c.remoteAddress(), 24, 48).orElseThrow(),
                    Collectors.counting()));
    assertThat(prefixes).containsEntry(IpPrefix.parse("10.2.0.0/24"), 3L).hasSize(5);
    assertThat(simulation.metrics().count("p2p.discovery.not.dialled")).isPositive();
  }

  @Test
  void a_rare_address_before_the_own_one_gains_nothing() {
    PlaceFilter filter = new PlaceFilter(2);
    List<Multiaddr> others =
        List.of(Multiaddr.parse("/ip4/10.2.0.1/tcp/1"), Multiaddr.parse("/ip4/10.2.0.2/tcp/1"));
    PeerId peer = start("10.1.0.1", 0).id();
    AddressInfo two =
        new AddressInfo(
            peer,
            List.of(Multiaddr.parse("/ip4/9.9.9.9/tcp/1"), Multiaddr.parse("/ip4/10.2.0.3/tcp/1")));
    assertThat(filter.worthDialling(two, others)).isFalse();
    AddressInfo elsewhere = new AddressInfo(peer, two.addresses().subList(0, 1));
    assertThat(filter.worthDialling(elsewhere, others)).isTrue();
    List<Multiaddr> loopback = List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/1"));
    assertThat(
            filter.worthDialling(
                new AddressInfo(peer, loopback),
                List.of(loopback.get(0), Multiaddr.parse("/ip4/127.0.0.1/tcp/2"))))
        .as("on one machine there is only one prefix")
        .isTrue();
  }

  private P2pNode plainWanting(String address, int wanted) {
    P2pNode node = start(address, wanted);
    node.dht.close();
    node.host.removeDiscovery(node.dht);
    node.host.removeDiscovery(node.peers);
    return node;
  }

  private static AddressInfo info(P2pNode node) {
    return new AddressInfo(node.id(), node.host.announcedAddresses());
  }

  /** Finds all at once. */
  private record Finding(List<AddressInfo> all) implements Discovery {
    @Override
    public String name() {
      return "finding";
    }

    @Override
    public void start(DiscoverySink sink) {
      all.forEach(sink::found);
    }

    @Override
    public void wanted(int peers) {}

    @Override
    public void stop() {}
  }
}
