// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.event.Event;
import org.chaoschain.p2p.api.agents.HostedAgents;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.ConnectionListener;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.host.core.HostConfig;
import org.chaoschain.p2p.identity.core.HostingRecord;
import org.chaoschain.p2p.identity.core.PrivateKey;
import org.chaoschain.p2p.identity.core.SignedHostingRecord;
import org.chaoschain.p2p.kad.core.AgentRecordValidator;
import org.chaoschain.p2p.kad.core.KadKey;
import org.chaoschain.p2p.kad.core.KadMode;
import org.chaoschain.p2p.kad.core.KadPeer;
import org.chaoschain.p2p.kad.core.KadRecord;
import org.chaoschain.p2p.kad.core.Lookup;
import org.chaoschain.p2p.kad.core.dht.DhtConfig;
import org.chaoschain.p2p.kad.core.dht.Found;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.SimNetwork;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whole nodes in a DHT, on simulated links. */
@ExtendWith(LeakCheck.class)
class DhtTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration LATE = Duration.ofMinutes(5);

  private final Simulation simulation = new Simulation();
  private final SimNetwork network =
      new SimNetwork(simulation, LinkSettings.DEFAULT.withLatency(Duration.ofMillis(5)));
  private final List<P2pNode> nodes = new ArrayList<>();

  private P2pNode.Plan plan() {
    int number = nodes.size() + 1;
    String listen = "/memory/" + number;
    return P2pNode.Plan.of(NodeServices.of(simulation), network.transport("n" + number), listen)
        .withHost(quiet(listen));
  }

  /** A host that dials nobody by itself. */
  private static HostConfig quiet(String listen) {
    HostConfig c = HostConfig.defaults(List.of(Multiaddr.parse(listen)));
    return c.withTargetPeers(0);
  }

  private P2pNode start(P2pNode.Plan plan) {
    P2pNode node = plan.start();
    nodes.add(node);
    simulation.await(() -> !node.host.listenAddresses().isEmpty(), SOON);
    return node;
  }

  private P2pNode start() {
    return start(plan());
  }

  private void connect(P2pNode from, P2pNode to) {
    simulation.await(from.connect(to), SOON);
    simulation.await(() -> knows(from, to) && knows(to, from), SOON);
    simulation.runFor(Duration.ofSeconds(1));
  }

  private static boolean knows(P2pNode node, P2pNode other) {
    return node.host.peerStore().protocols(other.id()).contains(DhtConfig.CHAOSCHAIN);
  }

  private Set<PeerId> table(P2pNode node) {
    Set<PeerId> peers = new HashSet<>();
    simulation.await(node.dht.places(), SOON).forEach(place -> peers.add(place.peer().id()));
    return peers;
  }

  private PrivateKey newAgent() {
    return PrivateKey.generate(KeyType.ED25519, simulation.entropy());
  }

  private static AgentId id(PrivateKey agent) {
    return new AgentId(agent.publicKey().data());
  }

  private Bytes hosting(PrivateKey agent, P2pNode host, long sequence) {
    HostingRecord record =
        new HostingRecord(
            id(agent), host.id(), sequence, simulation.clock().now().plus(Duration.ofHours(1)));
    return SignedHostingRecord.seal(record, agent::sign).encode();
  }

  private static KadRecord record(PrivateKey agent, Bytes value) {
    return new KadRecord(AgentRecordValidator.keyOf(id(agent)), value);
  }

  /** Hears of everybody who ever was connected to a node. */
  private static Set<PeerId> everConnectedTo(P2pNode node) {
    Set<PeerId> met = new HashSet<>();
    node.host.addConnectionListener(
        new ConnectionListener() {
          @Override
          public void onConnected(Connection connection) {
            met.add(connection.remotePeer());
          }

          @Override
          public void onDisconnected(Connection connection, CloseReason reason) {}
        });
    return met;
  }

  private long refused(String reason) {
    return simulation.metrics().counter("p2p.kad.refused", "reason", reason).value();
  }

  /**
   * Six nodes in a line, each closer to the agent's key than the one before, and each knowing its
   * neighbours alone. The agent's host tells only the last of them.
   */
  @Test
  void anAgentIsFoundThroughNodesThatNeverMetIt() {
    PrivateKey agent = newAgent();
    KadKey key = KadKey.of(AgentRecordValidator.keyOf(id(agent)));
    Lookup.Settings one = new Lookup.Settings(1, 1, 1, 1, 256, 256, 3, false);
    List<P2pNode> line = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      line.add(inLine(one));
    }
    line.sort(Comparator.comparing(node -> KadKey.of(node.id()), key::compareDistance));
    Collections.reverse(line);
    for (int i = 0; i + 1 < line.size(); i++) {
      connect(line.get(i), line.get(i + 1));
    }
    P2pNode host = inLine(one);
    Set<PeerId> met = everConnectedTo(host);
    P2pNode last = line.get(5);
    connect(host, last);
    Bytes signed = hosting(agent, host, 1);
    host.dht.add((HostedAgents) () -> List.of(signed));
    simulation.runFor(Duration.ofSeconds(10));
    assertThat(met).containsExactly(last.id());

    // nobody but the last of the line has met the host, nor keeps the record
    for (P2pNode node : line.subList(0, 5)) {
      assertThat(simulation.await(node.dht.status(), SOON)).containsEntry("records", 0);
    }
    assertThat(simulation.await(last.dht.status(), SOON)).containsEntry("records", 1);

    P2pNode searcher = inLine(DhtConfig.DEFAULT.lookup());
    connect(searcher, line.get(0));
    assertThat(table(searcher)).containsExactly(line.get(0).id());
    Found<Optional<KadRecord>> found =
        simulation.await(searcher.dht.findAgent(id(agent), SOON), LATE);
    assertThat(found.value()).contains(record(agent, signed));
    assertThat(found.hops()).isEqualTo(6);
    // and the host can be dialled from what was found
    assertThat(
            simulation.await(searcher.host.newStream(host.id(), List.of("/ipfs/ping/1.0.0")), SOON))
        .isNotNull();
  }

  private P2pNode inLine(Lookup.Settings lookup) {
    P2pNode node = start(plan().withDht(DhtConfig.DEFAULT.withLookup(lookup)));
    // it does not look around by itself
    node.host.removeDiscovery(node.dht);
    return node;
  }

  /** The locator of the node, which messages to agents go by, falls through to the DHT. */
  @Test
  void theLocatorAsksTheDhtWhenNoConnectedPeerKnows() {
    PrivateKey agent = newAgent();
    P2pNode searcher = start();
    P2pNode middle = start();
    P2pNode host = start();
    connect(searcher, middle);
    connect(host, middle);
    Bytes signed = hosting(agent, host, 1);
    host.dht.add((HostedAgents) () -> List.of(signed));
    simulation.runFor(Duration.ofSeconds(10));
    assertThat(searcher.peers.locate(id(agent))).isEmpty();
    assertThat(simulation.await(searcher.peers.find(id(agent), SOON), LATE)).contains(host.id());
    // now it is known here
    assertThat(searcher.peers.locate(id(agent))).contains(host.id());
    assertThat(simulation.await(searcher.peers.find(id(newAgent()), SOON), LATE)).isEmpty();
  }

  private void bootstrapped(int count) {
    P2pNode first = start();
    for (int i = 1; i < count; i++) {
      P2pNode.Plan plan = plan();
      HostConfig looking = HostConfig.defaults(plan.host().listen());
      start(plan.withHost(looking).withBootstrap(first.addresses().get(0)));
    }
    simulation.await(
        () -> nodes.stream().skip(1).allMatch(node -> node.host.connections().size() > 1), LATE);
    simulation.runFor(Duration.ofMinutes(1));
  }

  @Test
  void nodesThatKnowOneBootstrapNodeFindEachOtherValuesAndProviders() {
    bootstrapped(16);
    P2pNode one = nodes.get(3);
    P2pNode other = nodes.get(11);
    assertThat(table(one)).hasSizeGreaterThan(8);

    Optional<AddressInfo> peer = simulation.await(one.dht.findPeer(other.id(), SOON), LATE).value();
    assertThat(peer.orElseThrow().addresses()).isEqualTo(other.host.announcedAddresses());

    PrivateKey agent = newAgent();
    KadRecord record = record(agent, hosting(agent, one, 1));
    assertThat(simulation.await(one.dht.putValue(record), LATE)).isGreaterThan(8);
    assertThat(simulation.await(other.dht.getValue(record.key(), SOON), LATE).value())
        .contains(record);

    Bytes content = Bytes.fromHex("1220" + "ab".repeat(32));
    assertThat(simulation.await(one.dht.provide(content), LATE)).isGreaterThan(8);
    List<KadPeer> providers = simulation.await(other.dht.findProviders(content, 5), LATE).value();
    assertThat(providers.stream().map(KadPeer::id)).containsExactly(one.id());
  }

  @Test
  void theWayIntoTheNetworkIsToldStepByStep() {
    bootstrapped(4);
    List<Event> steps = simulation.events().ofType("p2p.bootstrap");
    Map<String, Integer> to = new HashMap<>();
    steps.forEach(step -> to.merge(step.details().get("to"), 1, Integer::sum));
    // the first node has no bootstrap address, and waits until the others come
    assertThat(to.get("PEER_LIST")).isEqualTo(4);
    assertThat(to.get("DHT_QUERY")).isEqualTo(4);
    assertThat(to.get("ACTIVE")).isEqualTo(4);
    assertThat(steps).allMatch(step -> step.details().containsKey("took_ms"));
    assertThat(simulation.metrics().counter("p2p.bootstrap.steps", "to", "ACTIVE").value())
        .isEqualTo(4);
    for (P2pNode node : nodes) {
      assertThat(simulation.await(node.dht.status(), SOON).get("bootstrap"))
          .asInstanceOf(InstanceOfAssertFactories.MAP)
          .containsEntry("state", "ACTIVE");
    }
  }

  @Test
  void aNodeThatLosesAllItsPeersBeginsAgainByItself() {
    bootstrapped(4);
    P2pNode lonely = nodes.get(2);
    int before = simulation.events().ofType("p2p.bootstrap").size();
    List<P2pNode> others = new ArrayList<>(nodes);
    others.remove(lonely);
    network.partition(List.of("n3"));
    others.forEach(
        other ->
            lonely.host.disconnect(other.id(), CloseReason.connectionLost("the test cuts it")));
    simulation.runFor(Duration.ofMinutes(4));
    assertThat(lonely.host.connections()).isEmpty();
    List<String> alone = new ArrayList<>();
    simulation.events().ofType("p2p.bootstrap").stream()
        .skip(before)
        .forEach(step -> alone.add(step.details().get("to")));
    assertThat(alone).startsWith("CONTACTING", "WAITING", "CONTACTING", "WAITING");
    network.heal();
    simulation.await(() -> lonely.host.connections().size() > 1, LATE);
    simulation.runFor(Duration.ofMinutes(1));
    assertThat(table(lonely)).hasSize(3);
    assertThat(
            simulation.events().ofType("p2p.bootstrap").stream()
                .reduce((first, second) -> second)
                .orElseThrow()
                .details())
        .containsEntry("to", "ACTIVE");
  }

  @Test
  void aClientAsksAndIsNeverAsked() {
    P2pNode server = start();
    P2pNode other = start();
    P2pNode client = start(plan().withDht(DhtConfig.DEFAULT.withMode(KadMode.Choice.CLIENT)));
    connect(server, other);
    simulation.await(client.connect(server), SOON);
    simulation.runFor(Duration.ofMinutes(1));
    assertThat(client.host.protocols()).doesNotContain(DhtConfig.CHAOSCHAIN);
    assertThat(server.host.protocols()).contains(DhtConfig.CHAOSCHAIN);
    assertThat(table(server)).containsExactly(other.id());
    assertThat(table(client)).contains(server.id(), other.id());
    PrivateKey agent = newAgent();
    KadRecord record = record(agent, hosting(agent, client, 1));
    assertThat(simulation.await(client.dht.putValue(record), LATE)).isEqualTo(2);
    assertThat(simulation.await(other.dht.getValue(record.key(), SOON), LATE).value())
        .contains(record);
  }

  @Test
  void staleForgedAndMisplacedRecordsAreRefusedAndCounted() {
    P2pNode one = start();
    P2pNode other = start();
    connect(one, other);
    PrivateKey agent = newAgent();
    KadRecord young = record(agent, hosting(agent, one, 7));
    assertThat(simulation.await(one.dht.putValue(young), LATE)).isEqualTo(1);
    KadRecord old = record(agent, hosting(agent, other, 6));
    assertThat(simulation.await(one.dht.putValue(old), LATE)).isZero();
    assertThat(refused("STALE")).isEqualTo(1);
    KadRecord misplaced = record(newAgent(), young.value());
    assertThat(simulation.awaitFailure(one.dht.putValue(misplaced), LATE))
        .hasMessageContaining("another agent's key");
    // the newest is found, not the one that came last
    assertThat(simulation.await(one.dht.getValue(young.key(), SOON), LATE).value()).contains(young);
  }

  /** As js-libp2p does: it resets the stream of a provision that it has kept. */
  @Test
  void aProvisionThatIsKeptCountsAlsoWhenItsStreamIsReset() {
    P2pNode one = start();
    P2pNode other = start();
    AtomicInteger resets = new AtomicInteger();
    simulation.await(() -> other.host.protocols().contains(DhtConfig.CHAOSCHAIN), SOON);
    other.host.removeProtocol(other.dht.protocol());
    other.host.addProtocol(resettingUnanswered(other.dht.protocol(), resets));
    connect(one, other);
    Bytes content = Bytes.fromHex("1220" + "ab".repeat(32));
    assertThat(simulation.await(one.dht.provide(content), LATE)).isEqualTo(1);
    assertThat(resets).hasValue(1);
    assertThat(simulation.await(other.dht.findProviders(content, 1), LATE).value())
        .extracting(KadPeer::id)
        .containsExactly(one.id());
  }

  @Test
  void aProvisionThatIsRefusedDoesNotCount() {
    P2pNode one = start();
    P2pNode other = start();
    connect(one, other);
    Bytes noMultihash = Bytes.fromHex("abcd");
    assertThat(simulation.await(one.dht.provide(noMultihash), LATE)).isZero();
    assertThat(refused("KEY")).isEqualTo(1);
  }

  /** Serves a protocol, but resets each stream at whose end nothing was written. */
  private static StreamProtocol resettingUnanswered(StreamProtocol served, AtomicInteger resets) {
    return new StreamProtocol() {
      @Override
      public List<String> protocols() {
        return served.protocols();
      }

      @Override
      public void onStream(Stream stream) {
        AtomicBoolean answered = new AtomicBoolean();
        served.onStream(
            (Stream)
                Proxy.newProxyInstance(
                    Stream.class.getClassLoader(),
                    new Class<?>[] {Stream.class},
                    (proxy, method, arguments) -> {
                      if (method.getName().equals("write")) {
                        answered.set(true);
                      } else if (method.getName().equals("close") && !answered.get()) {
                        resets.incrementAndGet();
                        stream.reset(CloseReason.protocolError("more was expected"));
                        return null;
                      }
                      return method.invoke(stream, arguments);
                    }));
      }
    };
  }

  @Test
  void aDeadPeerLeavesTheTable() {
    P2pNode one = start();
    P2pNode other = start();
    connect(one, other);
    assertThat(table(one)).containsExactly(other.id());
    other.close();
    nodes.remove(other);
    simulation.runFor(Duration.ofMinutes(10));
    assertThat(table(one)).isEmpty();
  }

  @AfterEach
  void close() {
    nodes.forEach(P2pNode::close);
    simulation.runFor(Duration.ofMinutes(1));
    simulation.assertNoLeaks();
  }
}
