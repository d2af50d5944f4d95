// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.ConnectionGater;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.muxer.MuxedConnection;
import org.chaoschain.p2p.api.muxer.StreamMuxer;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.chaoschain.p2p.api.resource.ResourceUsage;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.api.transport.Transport;
import org.chaoschain.p2p.api.transport.TransportConnection;
import org.chaoschain.p2p.gossipsub.core.GossipConfig;
import org.chaoschain.p2p.gossipsub.core.Gossipsub;
import org.chaoschain.p2p.gossipsub.core.Networks;
import org.chaoschain.p2p.host.core.HostConfig;
import org.chaoschain.p2p.host.core.resource.ResourceLimits;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.SimNetwork;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a host refuses, and what it does when its parts are swapped or fail under load. */
@ExtendWith(LeakCheck.class)
class HostLimitsTest {
  private static final int FAILED_AT_ONCE = 128;
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Simulation simulation = new Simulation();
  private final SimNetwork network =
      new SimNetwork(simulation, LinkSettings.DEFAULT.withLatency(Duration.ofMillis(5)));
  private final List<P2pNode> nodes = new ArrayList<>();

  @AfterEach
  void close() {
    nodes.forEach(P2pNode::close);
    simulation.runFor(Duration.ofMinutes(1));
    assertThat(network.openConnections()).describedAs(simulation.describe("connections")).isZero();
    simulation.assertNoLeaks();
  }

  private static final ResourceLimits DEFAULTS = ResourceLimits.DEFAULTS;

  private P2pNode start(ResourceLimits limits) {
    int number = nodes.size() + 1;
    P2pNode node =
        P2pNode.Plan.of(
                NodeServices.of(simulation), network.transport("n" + number), "/memory/" + number)
            .withHost(quiet(number))
            .withLimits(limits)
            .start();
    nodes.add(node);
    simulation.await(() -> !node.host.listenAddresses().isEmpty(), SOON);
    return node;
  }

  private P2pNode start() {
    return start(DEFAULTS);
  }

  /** A host that dials nobody by itself, and lets few streams come to nothing. */
  private static HostConfig quiet(int number) {
    HostConfig c = HostConfig.defaults(List.of(Multiaddr.parse("/memory/" + number)));
    return new HostConfig(
        c.listen(),
        c.announce(),
        0,
        c.maxDials(),
        c.maxAddressesPerDial(),
        c.maxPeers(),
        c.dialStagger(),
        c.upgradeTimeout(),
        c.upgradePace(),
        c.upgradeMinBytes(),
        c.negotiationTimeout(),
        c.negotiationMaxMessage(),
        c.negotiationMaxAttempts(),
        2,
        FAILED_AT_ONCE,
        c.drainTimeout(),
        c.handoverTimeout(),
        c.discoveryInterval());
  }

  private List<TransportConnection> raw(int count, P2pNode target) {
    Transport transport = network.transport("stranger");
    List<TransportConnection> connections = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      connections.add(simulation.await(transport.dial(target.host.listenAddresses().get(0)), SOON));
    }
    return connections;
  }

  @Test
  void more_connections_than_allowed_are_refused_before_the_handshake() {
    P2pNode full = start(DEFAULTS.withSystem(new ResourceUsage(2, 2, 100, 100, 1 << 30)));
    simulation.await(start().connect(full), SOON);
    simulation.await(start().connect(full), SOON);
    simulation.await(() -> full.host.connections().size() == 2, SOON);
    simulation.awaitFailure(start().connect(full), SOON);
    assertThat(full.host.connections()).hasSize(2);
    assertThat(simulation.metrics().refusals("p2p.host.limits.system.connections.inbound"))
        .isEqualTo(1);
  }

  @Test
  void strangers_that_say_nothing_use_up_only_what_is_pending_and_not_for_long() {
    P2pNode node = start(DEFAULTS.withTransients(new ResourceUsage(3, 3, 100, 100, 1 << 30)));
    List<TransportConnection> strangers = raw(10, node);
    simulation.runFor(Duration.ofSeconds(1));
    assertThat(simulation.metrics().refusals("p2p.host.limits.transient.connections.inbound"))
        .isEqualTo(7);
    simulation.runFor(Duration.ofSeconds(20));
    simulation.await(start().connect(node), SOON);
    strangers.forEach(stranger -> stranger.reset(CloseReason.LOCAL));
  }

  @Test
  void a_connection_on_which_too_many_streams_fail_gets_no_other_for_a_while() {
    P2pNode node = start();
    Connection connection = simulation.await(start().connect(node), SOON);
    List<CompletionStage<Stream>> first = new ArrayList<>();
    for (int i = 0; i < FAILED_AT_ONCE; i++) {
      first.add(connection.newStream(List.of("/no/such/" + i)));
    }
    first.forEach(stream -> simulation.awaitFailure(stream, SOON));
    simulation.runFor(Duration.ofMillis(100));
    long failed = simulation.metrics().count("p2p.streams.inbound.failed");
    assertThat(failed).isEqualTo(FAILED_AT_ONCE);
    List<CompletionStage<Stream>> late = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      late.add(connection.newStream(List.of("/no/such/late")));
    }
    simulation.runFor(Duration.ofMillis(500));
    long refused = simulation.metrics().refusals("p2p.host.failed.streams.rate");
    assertThat(refused).isBetween(1L, 20L);
    late.add(connection.newStream(List.of("/no/such/later")));
    simulation.runFor(Duration.ofSeconds(1));
    assertThat(simulation.metrics().refusals("p2p.host.failed.streams.rate"))
        .as("the connection is not read now")
        .isEqualTo(refused);
    assertThat(simulation.metrics().count("p2p.streams.inbound.failed"))
        .as("nothing was negotiated")
        .isEqualTo(failed);
    late.forEach(stream -> simulation.awaitFailure(stream, SOON));
    assertThat(connection.closed()).isFalse();
    simulation.runFor(Duration.ofSeconds(30));
    simulation.await(connection.newStream(List.of("/ipfs/ping/1.0.0")), SOON);
  }

  @Test
  void one_peer_has_a_bounded_number_of_connections_and_all_are_disconnected_together() {
    P2pNode a = start(DEFAULTS.withPeer(new ResourceUsage(0, 1, 100, 100, 1 << 30)));
    P2pNode b = start();
    simulation.awaitFailure(
        b.connect(a).thenCompose(connection -> connection.newStream(List.of("/x/1.0.0"))), SOON);
    simulation.await(() -> b.host.connections().isEmpty(), SOON);
    assertThat(simulation.metrics().refusals("p2p.host.limits.peer.connections.inbound"))
        .isEqualTo(1);
    simulation.await(a.connect(b), SOON);
    simulation.await(() -> b.host.connections().size() == 1, SOON);
    a.host.disconnect(b.id(), CloseReason.LOCAL);
    simulation.await(() -> b.host.connections().isEmpty(), SOON);
    simulation.await(() -> a.host.connections().isEmpty(), SOON);
    assertThat(a.host.scopes().reports())
        .as("what connections had is given back at their end")
        .allSatisfy(report -> assertThat(report.used()).isEqualTo(ResourceUsage.NONE))
        .hasSize(2);
  }

  @Test
  void a_gater_decides_before_the_dial_before_the_first_byte_and_after_the_handshake() {
    P2pNode a = start();
    P2pNode b = start();
    P2pNode c = start();
    List<String> asked = new ArrayList<>();
    Set<String> refused = new HashSet<>();
    a.host.addGater(
        new ConnectionGater() {
          private Optional<Refusal> answer(String step) {
            asked.add(step);
            return refused.contains(step)
                ? Optional.of(new Refusal("test", step + " is not wanted"))
                : Optional.empty();
          }

          @Override
          public Optional<Refusal> onDial(PeerId peer) {
            return answer("peer");
          }

          @Override
          public Optional<Refusal> onDial(PeerId peer, Multiaddr address) {
            return answer("address");
          }

          @Override
          public Optional<Refusal> onAccept(Multiaddr local, Multiaddr remote) {
            return answer("accept");
          }

          @Override
          public Optional<Refusal> onSecured(boolean initiator, PeerId peer, Multiaddr remote) {
            return answer("secured " + (peer.equals(b.id()) ? "b" : "c"));
          }
        });
    refused.add("peer");
    assertThat(simulation.awaitFailure(a.connect(b), SOON)).hasMessageContaining("peer is not");
    assertThat(asked).containsExactly("peer");
    refused.clear();
    refused.add("address");
    assertThat(simulation.awaitFailure(a.connect(b), SOON)).hasMessageContaining("address is not");
    refused.clear();
    refused.add("accept");
    asked.clear();
    simulation.awaitFailure(b.connect(a), SOON);
    assertThat(asked).containsExactly("accept");
    refused.clear();
    refused.add("secured b");
    CompletionStage<Connection> unwanted = b.connect(a);
    simulation.await(() -> unwanted.toCompletableFuture().isDone(), SOON);
    simulation.await(() -> b.host.connections().isEmpty(), SOON);
    assertThat(a.host.connections()).isEmpty();
    simulation.await(c.connect(a), SOON);
    simulation.await(() -> a.host.connection(c.id()).isPresent(), SOON);
    assertThat(
            simulation
                .metrics()
                .counter("p2p.gate.refused", "step", "secured", "rule", "test")
                .value())
        .isEqualTo(1);
  }

  @Test
  void a_gater_that_throws_refuses() {
    P2pNode a = start();
    P2pNode b = start();
    ConnectionGater broken =
        new ConnectionGater() {
          @Override
          public Optional<Refusal> onAccept(Multiaddr local, Multiaddr remote) {
            throw new IllegalStateException("broken");
          }
        };
    a.host.addGater(broken);
    simulation.awaitFailure(b.connect(a), SOON);
    a.host.removeGater(broken);
    simulation.await(b.connect(a), SOON);
  }

  @Test
  void a_muxer_that_throws_fails_the_connection_and_frees_its_place() {
    P2pNode a = start(DEFAULTS.withTransients(new ResourceUsage(1, 1, 100, 100, 1 << 30)));
    P2pNode b = start();
    StreamMuxer broken =
        new StreamMuxer() {
          @Override
          public String protocolId() {
            return a.yamux.protocolId();
          }

          @Override
          public MuxedConnection mux(
              org.chaoschain.p2p.api.channel.Duplex duplex,
              boolean initiator,
              org.chaoschain.p2p.api.muxer.MuxedConnectionHandler handler) {
            throw new IllegalStateException("broken");
          }
        };
    a.host.addMuxer(broken);
    for (int i = 0; i < 3; i++) {
      CompletionStage<Connection> dialled = b.connect(a);
      simulation.await(() -> dialled.toCompletableFuture().isDone(), SOON);
      simulation.await(() -> b.host.connections().isEmpty(), SOON);
      assertThat(a.host.connections()).isEmpty();
    }
    a.host.removeMuxer(broken);
    simulation.await(b.connect(a), SOON);
    simulation.await(() -> a.host.connections().size() == 1, SOON);
  }

  @Test
  void the_streams_of_a_protocol_that_was_replaced_are_reset_and_those_of_the_new_one_stay() {
    P2pNode a = start();
    P2pNode b = start();
    Connection connection = simulation.await(b.connect(a), SOON);
    StreamProtocol old = silent();
    StreamProtocol fresh = silent();
    a.host.addProtocol(old);
    CompletableFuture<CloseReason> oldEnd = open(connection);
    a.host.removeProtocol(old);
    a.host.addProtocol(fresh);
    CompletableFuture<CloseReason> freshEnd = open(connection);
    assertThat(simulation.await(oldEnd, SOON).kind()).isEqualTo(CloseReason.Kind.REMOTE_RESET);
    simulation.runFor(SOON);
    assertThat(freshEnd).isNotDone();
  }

  private CompletableFuture<CloseReason> open(Connection connection) {
    Stream stream = simulation.await(connection.newStream(List.of("/x/1.0.0")), SOON);
    CompletableFuture<CloseReason> end = new CompletableFuture<>();
    stream.handler(
        new org.chaoschain.p2p.api.channel.DuplexHandler() {
          @Override
          public void onRead(io.netty.buffer.ByteBuf data) {
            data.release();
          }

          @Override
          public void onClosed(CloseReason reason) {
            end.complete(reason);
          }
        });
    stream.reading(true);
    return end;
  }

  private static StreamProtocol silent() {
    return new StreamProtocol() {
      @Override
      public List<String> protocols() {
        return List.of("/x/1.0.0");
      }

      @Override
      public void onStream(Stream stream) {
        stream.handler(data -> data.release());
        stream.reading(true);
      }
    };
  }

  @Test
  void gossipsub_that_is_replaced_while_connections_stay_works_again_on_both_sides()
      throws Exception {
    P2pNode a = start();
    P2pNode b = start();
    AtomicInteger heard = new AtomicInteger();
    b.gossipsub.subscribe(
        "t",
        (data, from) -> {
          heard.incrementAndGet();
          return CompletableFuture.completedFuture(Verdict.ACCEPT);
        });
    simulation.await(b.connect(a), SOON);
    simulation.await(() -> a.gossipsub.subscribers("t").contains(b.id()), SOON);
    a.host.removeProtocol(a.gossipsub);
    a.host.removeConnectionListener(a.gossipsub);
    a.host.removePeerStoreListener(a.gossipsub);
    a.gossipsub.stop();
    Gossipsub fresh =
        new Gossipsub(
            a.id(),
            GossipConfig.DEFAULT,
            new Networks(List.of()),
            16,
            Gossipsub.Environment.of(
                a.host,
                a.host.peerStore(),
                simulation.clock(),
                simulation.scheduler(),
                simulation.newRandom(),
                simulation.metrics()));
    a.host.addConnectionListener(fresh);
    a.host.addPeerStoreListener(fresh);
    a.host.addProtocol(fresh);
    simulation.await(() -> fresh.subscribers("t").contains(b.id()), SOON);
    simulation.runFor(SOON);
    assertThat(fresh.publish("t", Bytes.copyOf((byte) 1))).isEqualTo(1);
    simulation.await(() -> heard.get() == 1, SOON);
    fresh.stop();
  }

  @Test
  void a_host_that_has_stopped_leaves_no_gauge() {
    P2pNode node = start();
    assertThat(simulation.metrics().samples()).anyMatch(s -> s.name().equals("p2p.connections"));
    node.close();
    simulation.runFor(SOON);
    assertThat(simulation.metrics().samples())
        .noneMatch(
            s ->
                List.of("p2p.connections", "p2p.peers.known", "p2p.peers.agents")
                    .contains(s.name()));
  }
}
