// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.channel.ChannelClosedException;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.DialException;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.chaoschain.p2p.api.stream.ProtocolNotSupportedException;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.ping.core.PingResponder;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.SimNetwork;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The classes of the whole P2P layer on simulated links: what one node does, another one sees. */
@ExtendWith(LeakCheck.class)
class WholeStackTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Simulation simulation = new Simulation();
  private final SimNetwork network =
      new SimNetwork(simulation, LinkSettings.DEFAULT.withLatency(Duration.ofMillis(5)));
  private final List<P2pNode> nodes = new ArrayList<>();

  private P2pNode.Plan plan(String name) {
    return P2pNode.Plan.of(
        NodeServices.of(simulation), network.transport(name), "/memory/" + (nodes.size() + 1));
  }

  private P2pNode start(P2pNode.Plan plan) {
    P2pNode node = plan.start();
    nodes.add(node);
    simulation.await(() -> !node.host.listenAddresses().isEmpty(), SOON);
    return node;
  }

  private P2pNode start(String name) {
    return start(plan(name));
  }

  @AfterEach
  void close() {
    nodes.forEach(P2pNode::close);
    simulation.runFor(Duration.ofMinutes(1));
    assertThat(network.openConnections()).describedAs(simulation.describe("connections")).isZero();
    simulation.assertNoLeaks();
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void two_nodes_connect_whatever_their_keys(KeyType type) {
    P2pNode a = start(plan("a").withKeyType(type));
    P2pNode b = start("b");
    Connection connection = simulation.await(b.connect(a), SOON);
    assertThat(connection.remotePeer()).isEqualTo(a.id());
    assertThat(connection.remoteKey()).isEqualTo(a.key.publicKey());
    assertThat(connection.security()).isEqualTo("/noise");
    assertThat(connection.muxer()).isEqualTo("/yamux/1.0.0");
    assertThat(connection.earlyMuxer()).isTrue();
    simulation.await(() -> a.host.connection(b.id()).isPresent(), SOON);
  }

  @Test
  void peers_learn_each_others_protocols_software_and_signed_record() {
    P2pNode a = start("a");
    P2pNode b = start("b");
    simulation.await(b.connect(a), SOON);
    simulation.await(() -> b.host.peerStore().protocols(a.id()).equals(a.host.protocols()), SOON);
    simulation.await(() -> a.host.peerStore().protocols(b.id()).equals(b.host.protocols()), SOON);
    assertThat(b.host.peerStore().agentVersion(a.id())).contains("chaoschain/test");
    assertThat(b.host.peerStore().certifiedRecord(a.id())).isPresent();
    assertThat(b.host.peerStore().addresses(a.id())).isEqualTo(a.host.announcedAddresses());
  }

  @Test
  void a_protocol_that_comes_or_goes_is_pushed_to_peers() {
    P2pNode a = start("a");
    P2pNode b = start("b");
    simulation.await(b.connect(a), SOON);
    simulation.await(() -> !b.host.peerStore().protocols(a.id()).isEmpty(), SOON);
    StreamProtocol extra = protocol("/x/1.0.0", stream -> stream.close());
    a.host.addProtocol(extra);
    simulation.await(() -> b.host.peerStore().protocols(a.id()).contains("/x/1.0.0"), SOON);
    a.host.removeProtocol(extra);
    simulation.await(() -> !b.host.peerStore().protocols(a.id()).contains("/x/1.0.0"), SOON);
  }

  @Test
  void the_streams_of_a_protocol_that_has_gone_are_reset_after_the_drain_deadline() {
    P2pNode a = start("a");
    P2pNode b = start("b");
    simulation.await(b.connect(a), SOON);
    StreamProtocol extra = protocol("/x/1.0.0", stream -> stream.handler(data -> data.release()));
    a.host.addProtocol(extra);
    Stream stream = simulation.await(b.host.newStream(a.id(), List.of("/x/1.0.0")), SOON);
    CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    stream.handler(onClosed(closed));
    stream.reading(true);
    a.host.removeProtocol(extra);
    simulation.runFor(Duration.ofSeconds(4));
    assertThat(closed).isNotDone();
    assertThat(simulation.await(closed, SOON).kind()).isEqualTo(CloseReason.Kind.REMOTE_RESET);
  }

  @Test
  void a_stream_for_a_protocol_nobody_speaks_fails_and_the_connection_stays() {
    P2pNode a = start("a");
    P2pNode b = start("b");
    Connection connection = simulation.await(b.connect(a), SOON);
    assertThat(simulation.awaitFailure(connection.newStream(List.of("/none/1.0.0")), SOON))
        .isInstanceOf(ProtocolNotSupportedException.class)
        .hasMessageContaining("/none/1.0.0");
    assertThat(connection.closed()).isFalse();
  }

  @Test
  void more_inbound_streams_than_the_protocol_allows_are_reset() {
    P2pNode a = start("a");
    P2pNode b = start("b");
    Connection connection = simulation.await(b.connect(a), SOON);
    List<CompletableFuture<CloseReason>> ends = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Stream stream = simulation.await(connection.newStream(List.of(PingResponder.PROTOCOL)), SOON);
      CompletableFuture<CloseReason> end = new CompletableFuture<>();
      stream.handler(onClosed(end));
      stream.reading(true);
      ends.add(end);
    }
    CompletableFuture<CloseReason> third = new CompletableFuture<>();
    connection
        .newStream(List.of(PingResponder.PROTOCOL))
        .thenAccept(
            stream -> {
              stream.handler(onClosed(third));
              stream.reading(true);
            })
        .exceptionally(
            failure -> {
              third.complete(((ChannelClosedException) failure.getCause()).reason());
              return null;
            });
    assertThat(simulation.await(third, SOON).kind()).isEqualTo(CloseReason.Kind.REMOTE_RESET);
    assertThat(ends).allSatisfy(end -> assertThat(end).isNotDone());
    assertThat(
            simulation
                .metrics()
                .counter("p2p.streams.inbound.refused", "protocol", PingResponder.PROTOCOL)
                .value())
        .isEqualTo(1);
  }

  @Test
  void ping_measures_the_round_trip() {
    P2pNode a = start("a");
    P2pNode b = start("b");
    simulation.await(b.connect(a), SOON);
    List<Duration> measured = simulation.await(b.pinger.ping(a.id(), 5), SOON);
    assertThat(measured)
        .hasSize(5)
        .allSatisfy(d -> assertThat(d).isGreaterThanOrEqualTo(Duration.ofMillis(10)));
  }

  @Test
  void dialling_an_address_with_the_wrong_peer_behind_it_fails_and_says_so() {
    P2pNode a = start("a");
    P2pNode b = start("b");
    P2pNode c = start("c");
    Throwable failure =
        simulation.awaitFailure(
            c.host.connect(new AddressInfo(a.id(), b.host.announcedAddresses())), SOON);
    assertThat(failure).isInstanceOf(DialException.class);
    assertThat(failure.getMessage())
        .contains(a.id().toString())
        .contains(b.host.announcedAddresses().get(0).toString());
    assertThat(c.host.connections()).isEmpty();
  }

  @Test
  void the_second_address_is_tried_when_the_first_is_dead() {
    P2pNode a = start("a");
    P2pNode b = start("b");
    Connection connection =
        simulation.await(
            b.host.connect(
                new AddressInfo(
                    a.id(),
                    List.of(Multiaddr.parse("/memory/999"), a.host.announcedAddresses().get(0)))),
            SOON);
    assertThat(connection.remotePeer()).isEqualTo(a.id());
  }

  @Test
  void two_dials_of_one_peer_share_one_connection() {
    P2pNode a = start("a");
    P2pNode b = start("b");
    CompletableFuture<Connection> first = b.connect(a).toCompletableFuture();
    CompletableFuture<Connection> second = b.connect(a).toCompletableFuture();
    assertThat(simulation.await(first, SOON)).isSameAs(simulation.await(second, SOON));
    assertThat(b.host.connections()).hasSize(1);
  }

  @Test
  void nodes_that_know_one_bootstrap_address_find_each_other() {
    P2pNode bootstrap = start("bootstrap");
    Multiaddr address = bootstrap.addresses().get(0);
    List<P2pNode> others = new ArrayList<>();
    for (String name : List.of("a", "b", "c", "d")) {
      others.add(start(plan(name).withBootstrap(address)));
    }
    simulation.await(
        () -> others.stream().allMatch(node -> node.host.connections().size() >= 4), SOON);
  }

  @Test
  void a_node_that_lost_its_bootstrap_node_finds_it_again() {
    P2pNode probe = start("bootstrap");
    P2pNode found = start(plan("early").withBootstrap(probe.addresses().get(0)));
    simulation.await(() -> found.host.connection(probe.id()).isPresent(), SOON);
    network.partition(List.of("early"));
    simulation.await(() -> found.host.connection(probe.id()).isEmpty(), Duration.ofMinutes(5));
    network.heal();
    simulation.await(() -> found.host.connection(probe.id()).isPresent(), Duration.ofMinutes(5));
  }

  @Test
  void a_published_message_reaches_every_subscriber_once_over_several_hops() throws Exception {
    P2pNode a = start("a");
    P2pNode b = start("b");
    P2pNode c = start("c");
    Map<P2pNode, List<String>> heard = new HashMap<>();
    for (P2pNode node : nodes) {
      heard.put(node, new ArrayList<>());
      node.gossipsub.subscribe(
          "t",
          (data, from) -> {
            heard.get(node).add(new String(data.toArray(), StandardCharsets.UTF_8));
            return CompletableFuture.completedFuture(Verdict.ACCEPT);
          });
    }
    simulation.await(b.connect(a), SOON);
    simulation.await(c.connect(b), SOON);
    simulation.await(
        () ->
            a.gossipsub.subscribers("t").contains(b.id())
                && b.gossipsub.subscribers("t").contains(c.id()),
        SOON);
    assertThat(a.gossipsub.publish("t", Bytes.copyOf("hello".getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(1);
    simulation.await(() -> heard.get(c).size() == 1, SOON);
    simulation.runFor(Duration.ofSeconds(10));
    assertThat(heard.get(a)).isEmpty();
    assertThat(heard.get(b)).containsExactly("hello");
    assertThat(heard.get(c)).containsExactly("hello");
  }

  @Test
  void a_message_that_is_not_accepted_is_not_forwarded() throws Exception {
    P2pNode a = start("a");
    P2pNode b = start("b");
    P2pNode c = start("c");
    List<PeerId> heard = new ArrayList<>();
    a.gossipsub.subscribe("t", (data, from) -> CompletableFuture.completedFuture(Verdict.ACCEPT));
    b.gossipsub.subscribe("t", (data, from) -> CompletableFuture.completedFuture(Verdict.REJECT));
    c.gossipsub.subscribe(
        "t",
        (data, from) -> {
          heard.add(from);
          return CompletableFuture.completedFuture(Verdict.ACCEPT);
        });
    simulation.await(b.connect(a), SOON);
    simulation.await(c.connect(b), SOON);
    simulation.await(() -> a.gossipsub.subscribers("t").contains(b.id()), SOON);
    simulation.await(() -> b.gossipsub.subscribers("t").contains(c.id()), SOON);
    a.gossipsub.publish("t", Bytes.copyOf((byte) 1));
    simulation.runFor(Duration.ofSeconds(10));
    assertThat(heard)
        .describedAs("it comes from its author, once a and c have found each other")
        .doesNotContain(b.id());
  }

  @Test
  void a_transport_that_goes_closes_its_listener_and_connections_stay() {
    P2pNode.Plan plan = plan("a");
    P2pNode a = start(plan);
    P2pNode b = start("b");
    P2pNode c = start("c");
    simulation.await(b.connect(a), SOON);
    List<Multiaddr> addresses = a.host.announcedAddresses();
    a.host.removeTransport(plan.transport());
    simulation.await(() -> a.host.listenAddresses().isEmpty(), SOON);
    assertThat(simulation.awaitFailure(c.host.connect(new AddressInfo(a.id(), addresses)), SOON))
        .isInstanceOf(DialException.class);
    assertThat(simulation.await(b.pinger.ping(a.id(), 1), SOON)).hasSize(1);
    a.host.addTransport(plan.transport());
    simulation.await(() -> a.host.listenAddresses().equals(addresses), SOON);
    simulation.await(c.connect(a), SOON);
  }

  private static org.chaoschain.p2p.api.channel.DuplexHandler onClosed(
      CompletableFuture<CloseReason> end) {
    return new org.chaoschain.p2p.api.channel.DuplexHandler() {
      @Override
      public void onRead(io.netty.buffer.ByteBuf data) {
        data.release();
      }

      @Override
      public void onClosed(CloseReason reason) {
        end.complete(reason);
      }
    };
  }

  private static StreamProtocol protocol(String id, java.util.function.Consumer<Stream> onStream) {
    return new StreamProtocol() {
      @Override
      public List<String> protocols() {
        return List.of(id);
      }

      @Override
      public void onStream(Stream stream) {
        onStream.accept(stream);
        stream.reading(true);
      }
    };
  }
}
