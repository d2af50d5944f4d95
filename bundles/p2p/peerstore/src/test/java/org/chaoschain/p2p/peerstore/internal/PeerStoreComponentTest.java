// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.peerstore.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.event.Event.Severity;
import org.chaoschain.api.node.Node;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.host.core.HostConfig;
import org.chaoschain.p2p.identity.core.PrivateKey;
import org.chaoschain.p2p.peerstore.core.KnownPeer;
import org.chaoschain.p2p.peerstore.core.RememberedPeers.Changes;
import org.chaoschain.testkit.p2p.NodeServices;
import org.chaoschain.testkit.p2p.P2pNode;
import org.chaoschain.testkit.sim.SimNetwork;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The component beside a real host: its file is opened and read while the node comes up. */
class PeerStoreComponentTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final List<Multiaddr> ADDRESS = List.of(Multiaddr.parse("/ip4/10.0.0.1/tcp/1"));

  @TempDir Path folder;

  private final Simulation simulation = new Simulation();
  private final SimNetwork network = new SimNetwork(simulation);
  private final List<P2pNode> nodes = new ArrayList<>();
  private P2pNode node;

  @BeforeEach
  void start() {
    node = node("1");
  }

  private P2pNode node(String name) {
    String listen = "/memory/" + name;
    P2pNode made =
        P2pNode.Plan.of(NodeServices.of(simulation), network.transport(name), listen)
            .withHost(HostConfig.defaults(List.of(Multiaddr.parse(listen))).withTargetPeers(0))
            .start();
    nodes.add(made);
    simulation.await(() -> !made.host.listenAddresses().isEmpty(), SOON);
    return made;
  }

  @AfterEach
  void close() {
    nodes.forEach(P2pNode::close);
    simulation.runFor(Duration.ofMinutes(1));
    simulation.assertNoLeaks();
  }

  private Path file() {
    return folder.resolve("peers.mv");
  }

  private PeerStoreComponent component() {
    Node aNode =
        (Node)
            Proxy.newProxyInstance(
                Node.class.getClassLoader(), new Class<?>[] {Node.class}, (p, m, a) -> folder);
    PeerStoreComponent.Settings settings =
        (PeerStoreComponent.Settings)
            Proxy.newProxyInstance(
                PeerStoreComponent.class.getClassLoader(),
                new Class<?>[] {PeerStoreComponent.Settings.class},
                (p, m, a) -> m.getDefaultValue());
    return new PeerStoreComponent(
        aNode,
        node.host,
        node.host.peerStore(),
        simulation.clock(),
        simulation.scheduler(),
        simulation.metrics(),
        simulation.events(),
        settings);
  }

  private PeerId remember() throws IOException {
    PeerId peer = PrivateKey.generate(KeyType.ED25519, simulation.entropy()).peerId();
    try (PeerFile before = new PeerFile(file())) {
      before.write(
          new Changes(
              List.of(new KnownPeer(peer, ADDRESS, Optional.empty(), simulation.clock().now())),
              List.of()));
    }
    return peer;
  }

  private List<PeerId> kept() throws IOException {
    try (PeerFile after = new PeerFile(file())) {
      return after.read().stream().map(KnownPeer::peer).toList();
    }
  }

  @Test
  void theFileIsNotTouchedByWhoeverActivatesAndItsPeersAreToldSoonAfter() throws IOException {
    PeerId known = remember();
    PeerStoreComponent component = component();
    List<AddressInfo> found = new ArrayList<>();
    component.start(found::add);
    assertThat(kept()).as("nobody has locked it yet").containsExactly(known);
    assertThat(node.host.peerStore().addresses(known)).isEmpty();
    simulation.await(() -> !found.isEmpty(), SOON);
    assertThat(found).containsExactly(new AddressInfo(known, ADDRESS));
    assertThat(node.host.peerStore().addresses(known)).isEqualTo(ADDRESS);
    component.deactivate();
  }

  @Test
  void aPeerThatConnectsBeforeTheFileIsReadIsKeptBesideThoseInIt() throws IOException {
    PeerId known = remember();
    PeerStoreComponent component = component();
    node.host.addConnectionListener(component);
    node.host.addPeerStoreListener(component);
    P2pNode other = node("2");
    simulation.await(node.connect(other), SOON);
    simulation.runFor(Duration.ofSeconds(10));
    component.deactivate();
    assertThat(kept()).containsExactlyInAnyOrder(known, other.id());
  }

  @Test
  void aFileThatCannotBeReadIsToldOnceAndTakenUpWhenItIsRepaired() throws IOException {
    byte[] damaged = "this is no store".repeat(1_000).getBytes(StandardCharsets.UTF_8);
    Files.write(file(), damaged);
    PeerStoreComponent component = component();
    node.host.addConnectionListener(component);
    node.host.addPeerStoreListener(component);
    P2pNode other = node("2");
    simulation.await(node.connect(other), SOON);
    simulation.runFor(Duration.ofMinutes(1));
    assertThat(simulation.events().ofType("p2p.peerstore.unreadable"))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.severity()).isEqualTo(Severity.CRITICAL);
              assertThat(event.message()).contains("peers.mv", "move it away");
            });
    Files.delete(file());
    simulation.runFor(Duration.ofSeconds(10));
    component.deactivate();
    assertThat(kept()).containsExactly(other.id());
  }

  @Test
  void oneThatGoesBeforeItHasReadLeavesTheFileAsItIs() throws IOException {
    PeerId known = remember();
    component().deactivate();
    simulation.runFor(Duration.ofSeconds(10));
    assertThat(kept()).containsExactly(known);
  }
}
