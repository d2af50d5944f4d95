// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.PeerPresenceListener;
import org.chaoschain.p2p.api.multiaddr.IpPrefix;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.connections.core.KeeperConfig;
import org.chaoschain.p2p.connections.core.PeerKeeper;
import org.chaoschain.p2p.connections.core.PingHealth;
import org.chaoschain.p2p.connections.core.Tags;
import org.chaoschain.p2p.host.core.HostConfig;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.SimNetwork;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole nodes in virtual time: which connections are kept, lost and made anew. */
@ExtendWith(LeakCheck.class)
class PeerKeepingTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private Simulation simulation = new Simulation();
  private SimNetwork network;
  private IpOverMemory ip;
  private final Map<String, P2pNode> nodes = new TreeMap<>();
  private final List<Runnable> stops = new ArrayList<>();

  private void begin(Simulation with) {
    simulation = with;
    network = new SimNetwork(simulation, LinkSettings.DEFAULT.withLatency(Duration.ofMillis(25)));
    ip = new IpOverMemory(network);
  }

  @AfterEach
  void close() {
    stops.forEach(Runnable::run);
    nodes.values().forEach(P2pNode::close);
    simulation.runFor(Duration.ofMinutes(1));
    assertThat(network.openConnections()).describedAs(simulation.describe("connections")).isZero();
    simulation.assertNoLeaks();
  }

  private P2pNode start(String address) {
    HostConfig c = HostConfig.defaults(List.of(Multiaddr.parse(IpOverMemory.address(address))));
    HostConfig quiet = c.withTargetPeers(0);
    P2pNode node =
        P2pNode.Plan.of(
                NodeServices.of(simulation), ip.transport(address), IpOverMemory.address(address))
            .withHost(quiet)
            .start();
    nodes.put(address, node);
    node.dht.close(); // it would have peers dial each other for reasons of its own
    node.host.removeDiscovery(node.dht);
    node.host.removeConnectionListener(node.dht);
    simulation.await(() -> !node.host.listenAddresses().isEmpty(), SOON);
    return node;
  }

  private Tags tags() {
    return new Tags(100, 4, simulation.metrics());
  }

  private PeerKeeper keep(P2pNode node, KeeperConfig config, Tags tags) {
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
    return keeper;
  }

  private void know(P2pNode node, Collection<P2pNode> others) {
    others.forEach(
        other ->
            node.host
                .peerStore()
                .addAddresses(other.id(), other.host.announcedAddresses(), Duration.ofHours(10)));
  }

  private static Map<IpPrefix, Long> prefixes(P2pNode node) {
    return node.host.connections().stream()
        .map(Connection::remoteAddress)
        .collect(
            Collectors.groupingBy(
                a -> IpPrefix.of(a, 24, 48).orElseThrow(), Collectors.counting()));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void after_losing_half_of_its_peers_a_node_is_at_its_target_and_spread_again_within_30_seconds(
      long seed) {
    begin(new Simulation(seed));
    System.out.println("seed " + seed);
    P2pNode node = start("10.1.0.1");
    List<P2pNode> others = new ArrayList<>();
    for (int prefix = 0; prefix < 10; prefix++) {
      for (int i = 0; i < 4; i++) {
        others.add(start("10.2." + prefix + "." + i));
      }
    }
    know(node, others);
    keep(node, KeeperConfig.DEFAULTS.withPeers(16, 8, 2), tags());
    simulation.await(() -> node.host.connections().size() == 16, SOON);
    assertThat(prefixes(node).values())
        .as("no prefix has more than its share")
        .allMatch(n -> n <= 2);
    assertThat(prefixes(node)).as("sixteen peers of ten prefixes").hasSize(10);

    List<String> victims =
        nodes.entrySet().stream()
            .filter(e -> node.host.connection(e.getValue().id()).isPresent())
            .map(Map.Entry::getKey)
            .limit(8)
            .toList();
    victims.forEach(victim -> nodes.remove(victim).close());
    simulation.await(() -> node.host.connections().size() <= 8, SOON);
    Duration lostAt = simulation.now();
    simulation.await(
        () ->
            node.host.connections().size() == 16
                && prefixes(node).values().stream().allMatch(n -> n <= 2)
                && prefixes(node).size() >= 8,
        SOON);
    System.out.println("recovered after " + simulation.now().minus(lostAt));
  }

  @Test
  void a_peer_that_was_good_is_dialled_again_with_growing_pauses_until_it_is_back() {
    begin(new Simulation());
    P2pNode a = start("10.1.0.1");
    P2pNode b = start("10.2.0.1");
    keep(a, KeeperConfig.DEFAULTS.withPeers(0, 8, 8), tags());
    simulation.await(a.connect(b), SOON);
    simulation.runFor(Duration.ofMinutes(2));
    long before = redials();
    network.partition(List.of("10.2.0.1"));
    network.cut("10.1.0.1", "10.2.0.1");
    simulation.await(() -> a.host.connections().isEmpty(), SOON);
    simulation.runFor(Duration.ofMinutes(3));
    assertThat(redials() - before).as("dials in three minutes").isBetween(3L, 9L);
    network.heal();
    simulation.await(() -> a.host.connection(b.id()).isPresent(), Duration.ofMinutes(6));
  }

  private long redials() {
    return simulation.metrics().counter("p2p.connections.redials").value();
  }

  @Test
  void a_protected_peer_is_never_given_up_and_a_disconnected_one_is_left_alone() throws Exception {
    begin(new Simulation());
    P2pNode a = start("10.1.0.1");
    P2pNode b = start("10.2.0.1");
    P2pNode c = start("10.3.0.1");
    Tags tags = tags();
    know(a, List.of(b, c));
    keep(a, KeeperConfig.DEFAULTS.withPeers(0, 8, 8), tags);
    simulation.await(a.connect(c), SOON);
    simulation.runFor(Duration.ofMinutes(2));
    tags.protect(b.id(), "operator");
    simulation.await(() -> a.host.connection(b.id()).isPresent(), SOON);
    a.host.disconnect(c.id(), CloseReason.LOCAL);
    a.host.disconnect(b.id(), CloseReason.LOCAL);
    simulation.await(() -> a.host.connection(b.id()).isPresent(), Duration.ofMinutes(1));
    simulation.runFor(Duration.ofMinutes(5));
    assertThat(a.host.connection(c.id())).isEmpty();
  }

  @Test
  void a_peer_is_lost_once_and_a_change_of_connections_is_not_a_loss() {
    begin(new Simulation());
    P2pNode a = start("10.1.0.1");
    P2pNode b = start("10.2.0.1");
    PeerKeeper keeper = keep(a, KeeperConfig.DEFAULTS.withPeers(0, 8, 8), tags());
    List<String> told = new ArrayList<>();
    keeper.addPresenceListener(
        new PeerPresenceListener() {
          @Override
          public void onPeerPresent(PeerId peer) {
            told.add("present");
          }

          @Override
          public void onPeerLost(PeerId peer, CloseReason reason) {
            told.add("lost");
          }
        });
    simulation.await(a.connect(b), SOON);
    simulation.runFor(SOON);
    a.host.disconnect(b.id(), CloseReason.LOCAL);
    simulation.runFor(Duration.ofSeconds(3));
    simulation.await(b.connect(a), SOON);
    simulation.runFor(SOON);
    assertThat(told).containsExactly("present");
    a.host.disconnect(b.id(), CloseReason.LOCAL);
    simulation.runFor(Duration.ofMinutes(10));
    assertThat(told).containsExactly("present", "lost");
    assertThat(simulation.metrics().counter("p2p.connections.peers.lost").value()).isEqualTo(1);
  }

  @Test
  void above_the_high_water_mark_the_least_worth_go_and_those_protected_and_rare_stay()
      throws Exception {
    begin(new Simulation());
    P2pNode node = start("10.1.0.1");
    Tags tags = tags();
    keep(
        node,
        KeeperConfig.DEFAULTS
            .withWater(5, 9, Duration.ofSeconds(20), Duration.ofSeconds(60))
            .withPeers(0, 4, 2),
        tags);
    List<P2pNode> crowd = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      P2pNode each = start("10.2.0." + i);
      crowd.add(each);
      simulation.await(each.connect(node), SOON);
    }
    P2pNode rare = start("10.3.0.1");
    simulation.await(rare.connect(node), SOON);
    tags.protect(crowd.get(0).id(), "operator");
    tags.tag(crowd.get(1).id(), "mesh", 20);
    tags.tag(crowd.get(2).id(), "mesh", 10);
    simulation.await(() -> node.host.connections().size() == 5, SOON.plus(SOON));
    assertThat(node.host.connections().stream().map(Connection::remotePeer))
        .contains(crowd.get(0).id(), crowd.get(1).id(), crowd.get(2).id(), rare.id());
    assertThat(simulation.metrics().counter("p2p.connections.trimmed").value()).isEqualTo(5);
  }

  @Test
  void a_connection_that_misses_three_pings_is_closed_and_round_trips_are_kept() {
    begin(new Simulation());
    P2pNode a = start("10.1.0.1");
    P2pNode b = start("10.2.0.1");
    PingHealth health =
        new PingHealth(
            a.pinger,
            simulation.scheduler(),
            simulation.newRandom(),
            simulation.metrics(),
            Duration.ofSeconds(5),
            3);
    stops.add(health::stop);
    a.host.addConnectionListener(health);
    simulation.await(a.connect(b), SOON);
    simulation.await(() -> health.roundTrip(b.id()).isPresent(), SOON);
    assertThat(health.roundTrip(b.id()).orElseThrow()).isGreaterThan(Duration.ofMillis(49));
    b.host.addProtocol(new Deaf());
    simulation.await(
        () -> simulation.metrics().counter("p2p.connections.unhealthy").value() == 1,
        Duration.ofMinutes(3));
    simulation.await(() -> a.host.connections().isEmpty(), SOON);
  }

  /** A ping that never answers. */
  private static final class Deaf implements org.chaoschain.p2p.api.stream.StreamProtocol {
    @Override
    public List<String> protocols() {
      return List.of(org.chaoschain.p2p.ping.core.PingResponder.PROTOCOL);
    }

    @Override
    public void onStream(org.chaoschain.p2p.api.stream.Stream stream) {
      stream.handler(data -> data.release());
      stream.reading(true);
    }
  }
}
