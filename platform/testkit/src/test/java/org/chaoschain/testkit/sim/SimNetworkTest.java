// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.transport.Transport;
import org.chaoschain.p2p.api.transport.TransportConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SimNetworkTest {
  private static final Multiaddr ADDRESS = Multiaddr.parse("/memory/bob");
  private static final Duration LATENCY = Duration.ofMillis(100);

  private final Simulation simulation = new Simulation();
  private final SimNetwork network =
      new SimNetwork(simulation, LinkSettings.DEFAULT.withLatency(LATENCY));
  private final Transport alice = network.transport("alice");
  private final Transport bob = network.transport("bob");
  private final List<TransportConnection> accepted = new ArrayList<>();

  @AfterEach
  void nothingLeaks() {
    simulation.runFor(Duration.ofMinutes(1));
    simulation.assertNoLeaks();
  }

  private TransportConnection connect() {
    simulation.await(bob.listen(ADDRESS, accepted::add), LATENCY);
    return simulation.await(alice.dial(ADDRESS), Duration.ofSeconds(5));
  }

  private static void send(TransportConnection connection, String text) {
    connection.write(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
  }

  @Test
  void aDialTakesOneRoundTrip() {
    connect();
    assertThat(simulation.now()).isEqualTo(LATENCY.multipliedBy(2));
  }

  @Test
  void bytesTakeTheLatencyAndTheBandwidth() {
    network.link(
        "bob", "alice", LinkSettings.DEFAULT.withLatency(LATENCY).withBytesPerSecond(1000));
    TransportConnection dialled = connect();
    DuplexRecorder recorder = DuplexRecorder.reading(accepted.get(0));
    Duration start = simulation.now();
    dialled.write(Unpooled.wrappedBuffer(new byte[500]));
    simulation.await(() -> recorder.size() == 500, Duration.ofSeconds(5));
    Duration taken = simulation.now().minus(start);
    assertThat(taken).isBetween(Duration.ofMillis(599), Duration.ofMillis(601));
  }

  @Test
  void jitterNeverReordersAConnection() {
    network.defaultLink(LinkSettings.DEFAULT.withJitter(Duration.ofMillis(500)));
    TransportConnection dialled = connect();
    DuplexRecorder recorder = DuplexRecorder.reading(accepted.get(0));
    StringBuilder sent = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      String text = i + ",";
      sent.append(text);
      simulation.scheduler().schedule(Duration.ofMillis(i), () -> send(dialled, text));
    }
    simulation.runFor(Duration.ofMinutes(5));
    assertThat(new String(recorder.bytes(), StandardCharsets.UTF_8)).isEqualTo(sent.toString());
    assertThat(recorder.pieces()).isGreaterThan(1);
  }

  @Test
  void aPartitionStallsAConnectionAndFailsADial() {
    TransportConnection dialled = connect();
    DuplexRecorder recorder = DuplexRecorder.reading(accepted.get(0));
    network.partition(Set.of("bob"));
    send(dialled, "late");
    assertThat(simulation.awaitFailure(alice.dial(ADDRESS), Duration.ofMinutes(1)))
        .hasMessageContaining("no answer within")
        .hasMessageContaining("transport.memory.dial.timeout");
    assertThat(recorder.size()).isZero();

    network.heal();
    simulation.await(() -> recorder.size() == 4, Duration.ofSeconds(1));
  }

  @Test
  void aCutIsSeenByBothEnds() {
    TransportConnection dialled = connect();
    DuplexRecorder left = DuplexRecorder.reading(dialled);
    DuplexRecorder right = DuplexRecorder.reading(accepted.get(0));
    send(dialled, "lost");
    assertThat(network.cut("alice", "bob")).isEqualTo(1);
    simulation.await(() -> left.closed() && right.closed(), Duration.ofSeconds(1));
    assertThat(left.closeReason().kind()).isEqualTo(CloseReason.Kind.CONNECTION_LOST);
    assertThat(right.closeReason().kind()).isEqualTo(CloseReason.Kind.CONNECTION_LOST);
    assertThat(right.size()).isZero();
    assertThat(network.openConnections()).isZero();
  }

  @Test
  void aSingleByteSplittingGivesSingleBytes() {
    DuplexPair pair =
        DuplexPair.of(
            simulation, LinkSettings.DEFAULT.withSplitting(LinkSettings.Splitting.SINGLE));
    DuplexRecorder recorder = DuplexRecorder.reading(pair.right());
    send(pair.left(), "12345");
    simulation.runUntilIdle();
    assertThat(recorder.pieces()).isEqualTo(5);
  }

  @Test
  void writesAreJoinedAndSplitAnew() {
    DuplexPair pair =
        DuplexPair.of(simulation, LinkSettings.DEFAULT.withSplitting(LinkSettings.Splitting.LARGE));
    DuplexRecorder recorder = DuplexRecorder.reading(pair.right());
    pair.left()
        .executor()
        .execute(
            () -> {
              send(pair.left(), "ab");
              send(pair.left(), "cd");
            });
    simulation.runUntilIdle();
    assertThat(recorder.pieces()).isEqualTo(1);
    assertThat(recorder.bytes()).asString().isEqualTo("abcd");
  }
}
