// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.isolation.SwapEffects;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.ConnectionListener;
import org.chaoschain.p2p.api.host.DialException;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.api.transport.Transport;
import org.chaoschain.p2p.host.core.ServiceOrigin;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.sim.DuplexRecorder;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.SimNetwork;
import org.chaoschain.testkit.sim.Simulation;
import org.chaoschain.transport.yamux.core.YamuxConfig;
import org.chaoschain.transport.yamux.core.YamuxMuxer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Generations of protocols, transports and muxers take over from each other; remotes feel none. */
@ExtendWith(LeakCheck.class)
class HotSwapTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String ID = "/x/1.0.0";

  private final Simulation simulation = new Simulation();
  private final SimNetwork network =
      new SimNetwork(simulation, LinkSettings.DEFAULT.withLatency(Duration.ofMillis(5)));
  private final List<P2pNode> nodes = new ArrayList<>();
  private final Map<P2pNode, Transport> transports = new HashMap<>();

  private P2pNode start(String name) {
    Transport transport = network.transport(name);
    P2pNode node =
        P2pNode.Plan.of(NodeServices.of(simulation), transport, "/memory/" + (nodes.size() + 1))
            .start();
    nodes.add(node);
    transports.put(node, transport);
    simulation.await(() -> !node.host.listenAddresses().isEmpty(), SOON);
    return node;
  }

  @AfterEach
  void close() {
    nodes.forEach(P2pNode::close);
    simulation.runFor(Duration.ofMinutes(1));
    assertThat(network.openConnections()).describedAs(simulation.describe("connections")).isZero();
    simulation.assertNoLeaks();
  }

  /** Answers each byte with its own number, and ends a stream that is idle when it is retired. */
  private static final class Numbered implements StreamProtocol {
    private final int number;
    private final List<Stream> retired = new ArrayList<>();
    private int served;

    Numbered(int number) {
      this.number = number;
    }

    @Override
    public List<String> protocols() {
      return List.of(ID);
    }

    @Override
    public int maxInboundStreamsPerConnection() {
      return 50;
    }

    @Override
    public void onStream(Stream stream) {
      served++;
      stream.handler(
          new DuplexHandler() {
            @Override
            public void onRead(ByteBuf data) {
              for (int left = data.readableBytes(); left > 0; left--) {
                stream.write(Unpooled.wrappedBuffer(new byte[] {(byte) number}));
              }
              data.release();
            }

            @Override
            public void onReadEnd() {
              stream.close();
            }
          });
      stream.reading(true);
    }

    @Override
    public void onRetired(Stream stream) {
      retired.add(stream);
    }
  }

  private DuplexRecorder open(P2pNode from, P2pNode to) {
    return DuplexRecorder.reading(
        simulation.await(from.host.newStream(to.id(), List.of(ID)), SOON));
  }

  private Stream stream(P2pNode from, P2pNode to) {
    return simulation.await(from.host.newStream(to.id(), List.of(ID)), SOON);
  }

  private int ask(Stream stream, DuplexRecorder recorder) {
    int before = recorder.size();
    stream.write(Unpooled.wrappedBuffer(new byte[] {1}));
    simulation.await(() -> recorder.size() > before, SOON);
    return recorder.bytes()[before];
  }

  @Test
  void new_streams_go_to_the_youngest_and_the_old_ones_end_where_they_began() {
    P2pNode a = start("a");
    P2pNode b = start("b");
    simulation.await(b.connect(a), SOON);
    List<Object> changes = new ArrayList<>();
    Numbered one = new Numbered(1);
    Numbered two = new Numbered(2);
    a.host.addProtocol(one);
    Stream old = stream(b, a);
    DuplexRecorder oldAnswers = DuplexRecorder.reading(old);
    assertThat(ask(old, oldAnswers)).isEqualTo(1);
    simulation.runFor(SOON);
    a.host.addHostListener(changes::add);
    a.host.addProtocol(two);
    CompletionStage<Void> gone = a.host.removeProtocol(one);
    Stream fresh = stream(b, a);
    DuplexRecorder freshAnswers = DuplexRecorder.reading(fresh);
    assertThat(ask(fresh, freshAnswers)).isEqualTo(2);
    assertThat(ask(old, oldAnswers)).isEqualTo(1);
    assertThat(one.retired).hasSize(1);
    assertThat(gone.toCompletableFuture()).isNotDone();
    old.closeWrite();
    simulation.await(gone, SOON);
    simulation.await(oldAnswers::closed, SOON);
    assertThat(oldAnswers.closeReason().orderly()).isTrue();
    assertThat(changes).describedAs("identify has nothing to push").isEmpty();
    assertThat(simulation.metrics().timer("p2p.streams.drain").count()).isEqualTo(1);
    fresh.close();
  }

  @Test
  void the_highest_ranking_is_used_before_the_youngest() {
    P2pNode a = start("a");
    P2pNode b = start("b");
    simulation.await(b.connect(a), SOON);
    Numbered high = new Numbered(1);
    Numbered late = new Numbered(2);
    a.host.addProtocol(high, new ServiceOrigin(TestAccount.node(), 10, 1), List.of(ID));
    a.host.addProtocol(late, new ServiceOrigin(TestAccount.node(), 0, 2), List.of(ID));
    Stream stream = stream(b, a);
    assertThat(ask(stream, DuplexRecorder.reading(stream))).isEqualTo(1);
    stream.close();
    a.host.removeProtocol(high);
    Stream next = stream(b, a);
    assertThat(ask(next, DuplexRecorder.reading(next))).isEqualTo(2);
    next.close();
  }

  @Test
  void streams_that_do_not_end_are_reset_at_the_drain_deadline_and_keep_nothing_longer() {
    P2pNode a = start("a");
    P2pNode b = start("b");
    simulation.await(b.connect(a), SOON);
    Numbered one = new Numbered(1);
    a.host.addProtocol(one);
    DuplexRecorder held = open(b, a);
    simulation.runFor(Duration.ofSeconds(1));
    CompletableFuture<Void> gone = a.host.removeProtocol(one).toCompletableFuture();
    simulation.runFor(Duration.ofMillis(4_900));
    assertThat(gone).isNotDone();
    assertThat(held.closed()).isFalse();
    simulation.runFor(Duration.ofMillis(200));
    assertThat(gone).isDone();
    assertThat(held.closeReason().kind()).isEqualTo(CloseReason.Kind.REMOTE_RESET);
    assertThat(simulation.metrics().count("p2p.drain.overdue", "what", "STREAMS")).isEqualTo(1);
  }

  @Test
  void of_streams_that_are_opened_all_the_time_none_is_refused_while_generations_change() {
    P2pNode a = start("a");
    P2pNode b = start("b");
    simulation.await(b.connect(a), SOON);
    List<Numbered> generations = new ArrayList<>();
    generations.add(new Numbered(0));
    a.host.addProtocol(generations.get(0));
    List<CompletableFuture<Stream>> opened = new ArrayList<>();
    for (int i = 1; i <= 50; i++) {
      for (int k = 0; k < 2; k++) {
        CompletableFuture<Stream> next =
            b.host.newStream(a.id(), List.of(ID)).toCompletableFuture();
        next.thenAccept(Stream::closeWrite);
        opened.add(next);
        simulation.runFor(Duration.ofMillis(simulation.random().nextInt(8)));
      }
      Numbered fresh = new Numbered(i % 100);
      a.host.addProtocol(fresh);
      CompletableFuture<Void> gone =
          a.host.removeProtocol(generations.get(i - 1)).toCompletableFuture();
      generations.add(fresh);
      Numbered old = generations.get(i - 1);
      gone.thenRun(() -> old.served = -1_000_000);
    }
    opened.forEach(next -> simulation.await(next, SOON));
    simulation.runFor(SOON);
    long served = generations.stream().mapToLong(g -> g.served % 1_000_000).sum();
    assertThat(generations.subList(0, 50))
        .describedAs("none is called after it was let go")
        .allMatch(g -> g.served == -1_000_000);
    assertThat(served).isNotNegative();
    assertThat(simulation.metrics().count("p2p.streams.inbound.failed")).isZero();
  }

  @Test
  void a_plugin_above_its_quota_of_streams_gets_no_more_and_is_told_of_its_failures() {
    P2pNode a = start("a");
    P2pNode b = start("b");
    simulation.await(b.connect(a), SOON);
    TestAccount account = new TestAccount("org.example.x", 2);
    Numbered one = new Numbered(1);
    a.host.addProtocol(one, new ServiceOrigin(account, 0, 1), List.of(ID));
    Stream first = stream(b, a);
    ask(first, DuplexRecorder.reading(first));
    Stream second = stream(b, a);
    ask(second, DuplexRecorder.reading(second));
    assertThat(a.host.effects().of("org.example.x", SwapEffects.Change.OVERLAP))
        .containsExactly(
            new SwapEffects.Effect(SwapEffects.Kind.STREAMS_CLOSE, ID, 2, Duration.ofSeconds(5)));
    assertThat(a.host.effects().of("org.example.y", SwapEffects.Change.OVERLAP)).isEmpty();
    assertReset(b.host.newStream(a.id(), List.of(ID)));
    assertThat(account.open()).isEqualTo(2);
    first.close();
    second.close();
    simulation.await(() -> account.open() == 0, SOON);
    StreamProtocol failing =
        new StreamProtocol() {
          @Override
          public List<String> protocols() {
            return List.of("/fails/1.0.0");
          }

          @Override
          public void onStream(Stream stream) {
            throw new IllegalStateException("broken");
          }
        };
    a.host.addProtocol(failing, new ServiceOrigin(account, 0, 2), failing.protocols());
    assertReset(b.host.newStream(a.id(), List.of("/fails/1.0.0")));
    assertThat(account.failures()).hasSize(1);
    assertThat(account.open()).isZero();
  }

  /** The remote resets a stream: before this side knows that it was agreed on, or after. */
  private void assertReset(CompletionStage<Stream> opening) {
    CompletableFuture<String> end = new CompletableFuture<>();
    opening.whenComplete(
        (stream, failure) -> {
          if (failure != null) {
            end.complete(failure.toString());
            return;
          }
          stream.handler(
              new DuplexHandler() {
                @Override
                public void onRead(ByteBuf data) {
                  data.release();
                }

                @Override
                public void onClosed(CloseReason reason) {
                  end.complete(reason.toString());
                }
              });
          stream.reading(true);
        });
    assertThat(simulation.await(end, SOON)).contains("REMOTE_RESET");
  }

  /** Hears of connections that come, drain and go. */
  private static final class Heard implements ConnectionListener {
    private final List<String> all = new ArrayList<>();

    @Override
    public void onConnected(Connection connection) {
      all.add("connected " + connection.id());
    }

    @Override
    public void onDraining(Connection connection) {
      all.add("draining " + connection.id());
    }

    @Override
    public void onDisconnected(Connection connection, CloseReason reason) {
      all.add("disconnected " + connection.id() + " " + reason.orderly());
    }
  }

  @Test
  void a_transport_is_handed_over_while_streams_go_on_and_peers_stay_connected() {
    P2pNode a = start("a");
    P2pNode b = start("b");
    P2pNode c = start("c");
    a.host.addProtocol(new Numbered(7));
    Connection old = simulation.await(b.connect(a), SOON);
    Stream open = stream(b, a);
    DuplexRecorder answers = DuplexRecorder.reading(open);
    List<Multiaddr> addresses = a.host.announcedAddresses();
    simulation.runFor(SOON);
    Heard heard = new Heard();
    b.host.addConnectionListener(heard);
    simulation.runUntilIdle();

    simulation.await(a.host.removeTransport(transports.get(a)), SOON);
    assertThat(a.host.announcedAddresses()).isEqualTo(addresses);
    assertThat(ask(open, answers)).isEqualTo(7);
    CompletableFuture<Connection> waits =
        a.host.connect(new AddressInfo(c.id(), c.host.announcedAddresses())).toCompletableFuture();
    simulation.runFor(Duration.ofSeconds(1));
    assertThat(waits).isNotDone();
    Transport fresh = network.transport("a2");
    a.host.addTransport(fresh);
    simulation.await(waits, SOON);
    simulation.await(() -> a.host.listenAddresses().equals(addresses), SOON);
    simulation.await(() -> b.host.connections().size() == 2, SOON);
    assertThat(ask(open, answers)).isEqualTo(7);
    Stream next = stream(b, a);
    assertThat(next.connection()).isNotSameAs(old);
    assertThat(ask(next, DuplexRecorder.reading(next))).isEqualTo(7);
    open.close();
    next.close();
    simulation.await(old::closed, SOON);
    assertThat(b.host.connection(a.id())).isPresent();
    long newest = b.host.connection(a.id()).orElseThrow().id();
    assertThat(heard.all)
        .containsSubsequence("connected " + old.id(), "draining " + old.id(), "connected " + newest)
        .contains("disconnected " + old.id() + " true");
    assertThat(heard.all).doesNotContain("disconnected " + newest + " true");
    assertThat(simulation.metrics().timer("p2p.listen.gap").count()).isEqualTo(1);
  }

  @Test
  void what_is_published_in_a_hand_over_arrives_once_and_all_of_it() throws Exception {
    P2pNode a = start("a");
    P2pNode b = start("b");
    List<Bytes> atA = new ArrayList<>();
    List<Bytes> atB = new ArrayList<>();
    subscribe(a, atA);
    subscribe(b, atB);
    simulation.await(b.connect(a), SOON);
    simulation.await(() -> a.gossipsub.subscribers("t").contains(b.id()), SOON);
    simulation.await(() -> b.gossipsub.subscribers("t").contains(a.id()), SOON);
    List<Bytes> sent = new ArrayList<>();
    Transport now = transports.get(a);
    for (int i = 0; i < 2000; i++) {
      if (i % 400 == 100) {
        a.host.removeTransport(now);
      } else if (i % 400 == 150) {
        now = network.transport("a" + i);
        a.host.addTransport(now);
      }
      Bytes data = Bytes.copyOf((byte) 1, (byte) i, (byte) (i >> 8));
      sent.add(data);
      assertThat((i % 2 == 0 ? a : b).gossipsub.publish("t", data)).isEqualTo(1);
      simulation.runFor(Duration.ofMillis(1 + simulation.random().nextInt(3)));
    }
    simulation.runFor(SOON);
    List<Bytes> all = new ArrayList<>(atA);
    all.addAll(atB);
    assertThat(all).containsExactlyInAnyOrderElementsOf(sent);
    assertThat(simulation.metrics().count("p2p.connections.moved")).isEqualTo(5);
    assertThat(a.host.connections()).hasSize(1);
  }

  private static void subscribe(P2pNode node, List<Bytes> heard) throws Exception {
    node.gossipsub.subscribe(
        "t",
        (data, from) -> {
          heard.add(data);
          return CompletableFuture.completedFuture(Verdict.ACCEPT);
        });
  }

  @Test
  void a_dial_waits_no_longer_than_it_may_for_a_transport_that_does_not_come() {
    P2pNode a = start("a");
    P2pNode b = start("b");
    simulation.await(a.host.removeTransport(transports.get(a)), SOON);
    Duration from = simulation.now();
    assertThat(
            simulation.awaitFailure(
                a.host.connect(new AddressInfo(b.id(), b.host.announcedAddresses())), SOON))
        .isInstanceOf(DialException.class)
        .hasMessageContaining("p2p.host.handover.timeout");
    assertThat(simulation.now().minus(from)).isBetween(Duration.ofSeconds(4), SOON);
  }

  @Test
  void connections_move_to_the_next_muxer_and_the_old_one_is_let_go_when_they_have() {
    P2pNode a = start("a");
    P2pNode b = start("b");
    a.host.addProtocol(new Numbered(3));
    Connection old = simulation.await(a.connect(b), SOON);
    simulation.runFor(SOON);
    NodeServices s = NodeServices.of(simulation);
    YamuxMuxer fresh =
        new YamuxMuxer(s.scheduler(), s.clock(), s.metrics(), YamuxConfig.DEFAULT, s.allocator());
    a.host.addMuxer(fresh);
    CompletableFuture<Void> gone = a.host.removeMuxer(a.yamux).toCompletableFuture();
    Connection before = b.host.connection(a.id()).orElseThrow();
    simulation.await(() -> b.host.connection(a.id()).orElseThrow() != before, SOON);
    Stream next = stream(b, a);
    assertThat(next.connection()).isNotSameAs(before);
    assertThat(ask(next, DuplexRecorder.reading(next))).isEqualTo(3);
    next.close();
    simulation.await(gone, SOON);
    assertThat(old.closed()).isTrue();
    assertThat(a.host.connection(b.id())).isPresent();
  }
}
