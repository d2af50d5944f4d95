// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.ping.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.channel.ChannelClosedException;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.sim.DuplexRecorder;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.SimConnection;
import org.chaoschain.testkit.sim.SimStream;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Both sides of ping against remotes that answer rightly, wrongly, late or not at all. */
@ExtendWith(LeakCheck.class)
class PingTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Simulation simulation = new Simulation();
  private final SimConnection connection =
      new SimConnection(simulation, new PublicKey(KeyType.ED25519, Bytes.wrap(new byte[32])));
  private final SimConnection.Opened opened =
      connection.openedByRemote(
          PingResponder.PROTOCOL, LinkSettings.DEFAULT.withLatency(Duration.ofMillis(7)));

  @AfterEach
  void nothing_is_left() {
    connection.close(CloseReason.LOCAL);
    simulation.runFor(SOON);
    simulation.assertNoLeaks();
  }

  private CompletionStage<List<Duration>> ping(int count) {
    SimStream stream = opened.local();
    Host host =
        Stub.of(Host.class, Map.of("newStream", any -> CompletableFuture.completedFuture(stream)));
    return new Pinger(
            host,
            simulation.clock(),
            simulation.scheduler(),
            simulation.random(),
            simulation.metrics(),
            TIMEOUT)
        .ping(connection.remotePeer(), count);
  }

  private void remote(java.util.function.Consumer<ByteBuf> onRead) {
    Duplex remote = opened.remote();
    remote
        .executor()
        .run(
            () ->
                remote.handler(
                    new DuplexHandler() {
                      @Override
                      public void onRead(ByteBuf data) {
                        onRead.accept(data);
                      }
                    }));
    remote.reading(true);
  }

  private CloseReason failureOf(CompletionStage<?> pinging) {
    Throwable failure = simulation.awaitFailure(pinging, SOON);
    assertThat(failure).isInstanceOf(ChannelClosedException.class);
    assertThat(simulation.metrics().count("p2p.ping.failed")).isEqualTo(1);
    return ((ChannelClosedException) failure).reason();
  }

  @Test
  void each_round_trip_is_measured() {
    remote(opened.remote()::write);
    List<Duration> measured = simulation.await(ping(3), SOON);
    assertThat(measured).hasSize(3).allMatch(d -> d.compareTo(Duration.ofMillis(14)) >= 0);
    assertThat(simulation.metrics().count("p2p.ping.failed")).isZero();
    simulation.await(() -> opened.local().closeReason().isPresent(), SOON);
  }

  @Test
  void other_bytes_than_were_sent_are_a_protocol_error() {
    remote(
        data -> {
          ByteBuf changed = data.copy();
          data.release();
          changed.setByte(0, changed.getByte(0) ^ 1);
          opened.remote().write(changed);
        });
    assertThat(failureOf(ping(1)).kind()).isEqualTo(CloseReason.Kind.PROTOCOL_ERROR);
  }

  @Test
  void an_answer_that_is_too_long_is_a_protocol_error() {
    remote(
        data -> {
          data.release();
          opened.remote().write(Unpooled.wrappedBuffer(new byte[33]));
        });
    assertThat(failureOf(ping(1)).kind()).isEqualTo(CloseReason.Kind.PROTOCOL_ERROR);
  }

  @Test
  void an_answer_that_does_not_come_is_a_timeout_that_names_the_key() {
    remote(ByteBuf::release);
    CloseReason reason = failureOf(ping(1));
    assertThat(reason.kind()).isEqualTo(CloseReason.Kind.TIMEOUT);
    assertThat(reason.message()).contains("p2p.ping.timeout");
    assertThat(simulation.now()).isGreaterThanOrEqualTo(TIMEOUT);
  }

  @Test
  void an_end_instead_of_an_answer_fails_and_is_no_protocol_error() {
    remote(
        data -> {
          data.release();
          opened.remote().closeWrite();
        });
    assertThat(failureOf(ping(1)).kind()).isEqualTo(CloseReason.Kind.REMOTE);
  }

  @Test
  void an_end_inside_an_answer_is_a_protocol_error() {
    remote(
        data -> {
          data.release();
          if (opened.remote().writable()) {
            opened.remote().write(Unpooled.wrappedBuffer(new byte[16]));
            opened.remote().closeWrite();
          }
        });
    assertThat(failureOf(ping(1)).kind()).isEqualTo(CloseReason.Kind.PROTOCOL_ERROR);
  }

  @Test
  void half_a_ping_and_an_end_are_a_protocol_error_of_the_remote() {
    new PingResponder(simulation.metrics()).onStream(opened.local());
    DuplexRecorder.reading(opened.remote());
    opened.remote().write(Unpooled.wrappedBuffer(new byte[48]));
    opened.remote().closeWrite();
    simulation.await(() -> opened.local().closeReason().isPresent(), SOON);
    CloseReason reason = opened.local().closeReason().orElseThrow();
    assertThat(reason.kind()).isEqualTo(CloseReason.Kind.PROTOCOL_ERROR);
    assertThat(reason.message()).contains("16 of 32");
    assertThat(simulation.metrics().count("p2p.ping.answered")).isEqualTo(1);
  }
}
