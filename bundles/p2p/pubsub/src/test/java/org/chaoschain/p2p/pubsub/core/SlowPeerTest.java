// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.pubsub.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.SimConnection;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** How fast a peer is read of which nothing counts. */
class SlowPeerTest {
  private static final int SIZE = 1000;
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Simulation simulation = new Simulation();
  private final SimConnection connection =
      new SimConnection(simulation, new PublicKey(KeyType.ED25519, Bytes.wrap(new byte[32])));
  private final SimConnection.Opened stream =
      connection.openedByRemote("/meshsub/1.2.0", LinkSettings.DEFAULT);
  private int heard;
  private boolean counts = true;

  /** Rests a second for each RPC while nothing counts. */
  private final class Counting implements PeerStreams.Router {
    @Override
    public void peerUp(PeerId peer, Stream up) {}

    @Override
    public void peerDown(PeerId peer) {}

    @Override
    public void forgetSubscriptions(PeerId peer) {}

    @Override
    public boolean received(Stream from, byte[] rpc) {
      heard++;
      return true;
    }

    @Override
    public Duration rest(PeerId peer, long bytes) {
      return counts ? Duration.ZERO : SECOND.multipliedBy(bytes / SIZE);
    }

    @Override
    public boolean unsent(PeerId peer, Outgoing rpc) {
      return true;
    }
  }

  SlowPeerTest() {
    PeerStreams streams =
        new PeerStreams(
            List.of("/meshsub/1.2.0"),
            new StreamLimits(
                simulation.metrics().limit("max.rpc", 1 << 20, "bytes"),
                simulation.metrics().limit("max.queue", 1 << 20, "bytes"),
                1 << 20,
                simulation.metrics(),
                "test."),
            null,
            null,
            simulation.scheduler(),
            simulation.scheduler().serial("router"),
            new Counting());
    streams.onConnected(connection);
    stream.local().executor().execute(() -> streams.onStream(stream.local()));
    simulation.runUntilIdle();
  }

  private void send(int rpcs) {
    for (int i = 0; i < rpcs; i++) {
      stream.remote().write(FrameDecoder.encode(new byte[SIZE]));
      simulation.runFor(Duration.ofMillis(1));
    }
  }

  @Test
  void what_counts_is_read_as_it_comes() {
    send(100);
    simulation.runFor(SECOND);
    assertThat(heard).isEqualTo(100);
    assertThat(simulation.metrics().count("test.slowed")).isZero();
  }

  @Test
  void what_does_not_count_waits_where_it_is_and_is_counted() {
    counts = false;
    send(40);
    simulation.runFor(SECOND.multipliedBy(5));
    assertThat(heard).as("it rests for each RPC that was read").isBetween(1, 12);
    assertThat(simulation.metrics().count("test.slowed")).isPositive();
  }

  @Test
  void nothing_is_lost_of_a_peer_that_counts_again() {
    counts = false;
    send(40);
    counts = true;
    simulation.runFor(SECOND.multipliedBy(60));
    assertThat(heard).isEqualTo(40);
    send(10);
    simulation.runFor(SECOND);
    assertThat(heard).isEqualTo(50);
  }
}
