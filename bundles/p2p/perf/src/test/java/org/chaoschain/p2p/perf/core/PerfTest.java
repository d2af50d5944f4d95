// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.perf.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.channel.ChannelClosedException;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
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

/** Both sides of perf, with each other's right bytes, wrong ones, too many, and none. */
@ExtendWith(LeakCheck.class)
class PerfTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final int LIMIT = 1 << 20;

  private final Simulation simulation = new Simulation();
  private final SimConnection connection =
      new SimConnection(simulation, new PublicKey(KeyType.ED25519, Bytes.wrap(new byte[32])));
  private final LinkSettings link =
      LinkSettings.DEFAULT.withSplitting(LinkSettings.Splitting.LARGE);

  @AfterEach
  void nothing_is_left() {
    connection.close(CloseReason.LOCAL);
    simulation.runFor(TIMEOUT);
    simulation.assertNoLeaks();
  }

  private static boolean everybody(PeerId peer) {
    return true;
  }

  private SimConnection.Opened open() {
    return connection.openedByRemote(PerfServer.PROTOCOL, link);
  }

  private PerfServer server(Predicate<PeerId> allowed, int maxStreams) {
    return new PerfServer(
        allowed,
        new PerfLimits(LIMIT, maxStreams, TIMEOUT),
        simulation.scheduler(),
        simulation.metrics());
  }

  private SimConnection.Opened served(PerfServer server) {
    SimConnection.Opened opened = open();
    opened.local().executor().execute(() -> server.onStream(opened.local()));
    return opened;
  }

  /** A remote's request; its answer is read. */
  private DuplexRecorder ask(SimConnection.Opened opened, long download, int upload) {
    DuplexRecorder answer = DuplexRecorder.reading(opened.remote());
    opened.remote().write(Unpooled.buffer().writeLong(download).writeZero(upload));
    opened.remote().closeWrite();
    return answer;
  }

  private CompletionStage<Throughput> measure(SimStream stream, long upload, long download) {
    PerfClient client = new PerfClient(simulation.clock(), simulation.scheduler(), TIMEOUT);
    var result = new java.util.concurrent.CompletableFuture<Throughput>();
    stream
        .executor()
        .execute(
            () ->
                client
                    .measure(stream, upload, download)
                    .whenComplete(
                        (measured, failure) -> {
                          if (failure == null) {
                            result.complete(measured);
                          } else {
                            result.completeExceptionally(failure);
                          }
                        }));
    return result;
  }

  private CloseReason endOf(SimStream stream) {
    simulation.await(() -> stream.closeReason().isPresent(), TIMEOUT.plus(SOON));
    return stream.closeReason().orElseThrow();
  }

  private CloseReason.Kind resetOf(DuplexRecorder remote) {
    simulation.await(remote::closed, SOON);
    return remote.closeReason().kind();
  }

  private CloseReason failureOf(CompletionStage<?> measuring) {
    Throwable failure = simulation.awaitFailure(measuring, TIMEOUT.plus(SOON));
    assertThat(failure).isInstanceOf(ChannelClosedException.class);
    return ((ChannelClosedException) failure).reason();
  }

  @Test
  void the_server_sends_what_was_asked_for_after_the_upload_has_ended() {
    SimConnection.Opened opened = served(server(PerfTest::everybody, 1));
    DuplexRecorder answer = DuplexRecorder.reading(opened.remote());
    opened.remote().write(Unpooled.buffer().writeLong(300_000).writeZero(200_000));
    simulation.runFor(SOON);
    assertThat(answer.bytes()).as("sent while the client may go on uploading").isEmpty();
    opened.remote().closeWrite();
    assertThat(endOf(opened.local())).isEqualTo(CloseReason.LOCAL);
    simulation.await(answer::ended, SOON);
    assertThat(answer.bytes()).hasSize(300_000).containsOnly(0);
    assertThat(simulation.metrics().count("p2p.perf.received")).isEqualTo(200_000);
    assertThat(simulation.metrics().count("p2p.perf.sent")).isEqualTo(300_000);
  }

  @Test
  void nothing_is_asked_for_and_nothing_comes() {
    SimConnection.Opened opened = served(server(PerfTest::everybody, 1));
    DuplexRecorder answer = ask(opened, 0, 0);
    assertThat(endOf(opened.local())).isEqualTo(CloseReason.LOCAL);
    assertThat(answer.bytes()).isEmpty();
  }

  @Test
  void what_is_beyond_the_limit_is_not_sent_whatever_the_number() {
    for (long asked : new long[] {LIMIT + 1, Long.MAX_VALUE, -1}) {
      long before = simulation.metrics().refusals("p2p.perf.max.bytes");
      SimConnection.Opened opened = served(server(PerfTest::everybody, 1));
      DuplexRecorder answer = ask(opened, asked, 0);
      CloseReason reason = endOf(opened.local());
      assertThat(reason.kind()).isEqualTo(CloseReason.Kind.LIMIT);
      assertThat(reason.message()).contains("p2p.perf.max.bytes", String.valueOf(LIMIT));
      assertThat(answer.bytes().length).isLessThanOrEqualTo(LIMIT);
      assertThat(simulation.metrics().refusals("p2p.perf.max.bytes")).isEqualTo(before + 1);
    }
  }

  @Test
  void an_upload_beyond_the_limit_ends_the_stream() {
    SimConnection.Opened opened = served(server(PerfTest::everybody, 1));
    ask(opened, 0, LIMIT + 1);
    CloseReason reason = endOf(opened.local());
    assertThat(reason.kind()).isEqualTo(CloseReason.Kind.LIMIT);
    assertThat(reason.message()).contains("upload", "p2p.perf.max.bytes");
  }

  @Test
  void a_stranger_is_refused_and_counted() {
    SimConnection.Opened opened = served(server(peer -> false, 1));
    assertThat(resetOf(ask(opened, 10, 10))).isEqualTo(CloseReason.Kind.REMOTE_RESET);
    assertThat(simulation.metrics().count("p2p.perf.strangers")).isEqualTo(1);
  }

  @Test
  void one_exchange_too_many_is_refused_until_another_has_ended() {
    PerfServer server = server(PerfTest::everybody, 1);
    SimConnection.Opened first = served(server);
    simulation.runUntilIdle();
    DuplexRecorder refused = ask(served(server), 5, 0);
    assertThat(resetOf(refused)).isEqualTo(CloseReason.Kind.REMOTE_RESET);
    assertThat(simulation.metrics().refusals("p2p.perf.max.streams")).isEqualTo(1);
    ask(first, 5, 0);
    assertThat(endOf(first.local())).isEqualTo(CloseReason.LOCAL);
    SimConnection.Opened next = served(server);
    ask(next, 5, 0);
    assertThat(endOf(next.local())).isEqualTo(CloseReason.LOCAL);
  }

  @Test
  void an_exchange_that_does_not_end_is_ended_by_the_deadline() {
    SimConnection.Opened opened = served(server(PerfTest::everybody, 1));
    opened.remote().write(Unpooled.buffer().writeLong(1).writeByte(0));
    CloseReason reason = endOf(opened.local());
    assertThat(reason.kind()).isEqualTo(CloseReason.Kind.TIMEOUT);
    assertThat(reason.message()).contains("p2p.perf.timeout");
    assertThat(simulation.metrics().count("p2p.perf.timeouts")).isEqualTo(1);
  }

  @Test
  void a_remote_that_does_not_read_is_not_written_to_without_end() {
    SimConnection.Opened opened = served(server(PerfTest::everybody, 1));
    opened.remote().write(Unpooled.buffer().writeLong(LIMIT));
    opened.remote().closeWrite();
    endOf(opened.local());
    assertThat(simulation.metrics().count("p2p.perf.sent")).isLessThan(LIMIT);
  }

  @Test
  void the_client_measures_an_exchange_with_a_server_over_a_link_of_known_bandwidth() {
    LinkSettings slow = link.withBytesPerSecond(100_000).withLatency(Duration.ofMillis(50));
    SimConnection.Opened opened = connection.openedByRemote(PerfServer.PROTOCOL, slow);
    CompletionStage<Throughput> measuring = measure(opened.local(), 100_000, 200_000);
    DuplexRecorder received = DuplexRecorder.reading(opened.remote());
    simulation.await(received::ended, SOON);
    assertThat(received.bytes()).hasSize(100_008).startsWith(0, 0, 0, 0, 0, 3, 13, 64);
    opened.remote().write(Unpooled.wrappedBuffer(new byte[200_000]));
    opened.remote().closeWrite();
    Throughput measured = simulation.await(measuring, SOON);
    assertThat(measured.uploaded()).isEqualTo(100_000);
    assertThat(measured.downloaded()).isEqualTo(200_000);
    assertThat(measured.elapsed()).isBetween(Duration.ofSeconds(3), Duration.ofMillis(3500));
    assertThat(measured.bytesPerSecond()).isBetween(85_000.0, 100_000.0);
  }

  @Test
  void an_answer_that_is_too_short_or_too_long_is_a_protocol_error() {
    for (int wrong : new int[] {9, 11}) {
      SimConnection.Opened opened = open();
      CompletionStage<Throughput> measuring = measure(opened.local(), 0, 10);
      opened.remote().write(Unpooled.wrappedBuffer(new byte[wrong]));
      opened.remote().closeWrite();
      CloseReason reason = failureOf(measuring);
      assertThat(reason.kind()).isEqualTo(CloseReason.Kind.PROTOCOL_ERROR);
      assertThat(reason.message()).contains("10 bytes");
    }
  }

  @Test
  void an_answer_that_does_not_come_is_a_timeout_that_names_the_key() {
    CloseReason reason = failureOf(measure(open().local(), 0, 10));
    assertThat(reason.kind()).isEqualTo(CloseReason.Kind.TIMEOUT);
    assertThat(reason.message()).contains("p2p.perf.timeout", "0 of 10");
  }

  @Test
  void a_reset_of_the_remote_is_told() {
    SimConnection.Opened opened = open();
    CompletionStage<Throughput> measuring = measure(opened.local(), 0, 10);
    opened.remote().reset(CloseReason.LOCAL);
    assertThat(failureOf(measuring).kind()).isEqualTo(CloseReason.Kind.REMOTE_RESET);
  }

  @Test
  void negative_amounts_are_refused() {
    PerfClient client = new PerfClient(simulation.clock(), simulation.scheduler(), TIMEOUT);
    SimStream stream = open().local();
    assertThatThrownBy(() -> client.measure(stream, -1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }
}
