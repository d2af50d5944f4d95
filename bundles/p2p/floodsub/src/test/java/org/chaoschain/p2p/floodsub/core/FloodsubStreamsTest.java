// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.floodsub.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.PeerStore;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.pubsub.core.RpcReader;
import org.chaoschain.p2p.pubsub.core.StreamLimits;
import org.chaoschain.proto.libp2p.Message;
import org.chaoschain.proto.libp2p.RPC;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.sim.DuplexRecorder;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.SimConnection;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What floodsub does with the streams that a peer opens. */
@ExtendWith(LeakCheck.class)
class FloodsubStreamsTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Simulation simulation = new Simulation();
  private final SimConnection connection =
      new SimConnection(simulation, new PublicKey(KeyType.ED25519, Bytes.wrap(new byte[32])));
  private final Floodsub floodsub =
      new Floodsub(
          FloodsubConfig.DEFAULT,
          Stub.of(Host.class, Map.of()),
          Stub.of(PeerStore.class, Map.of()),
          simulation.clock(),
          simulation.scheduler(),
          simulation.metrics());

  FloodsubStreamsTest() {
    floodsub.onConnected(connection);
  }

  @AfterEach
  void nothing_is_left() {
    floodsub.stop();
    connection.close(CloseReason.LOCAL);
    simulation.runFor(SOON);
    simulation.assertNoLeaks();
  }

  private SimConnection.Opened open() {
    SimConnection.Opened opened =
        connection.openedByRemote(Floodsub.PROTOCOL, LinkSettings.DEFAULT);
    opened.local().executor().execute(() -> floodsub.onStream(opened.local()));
    DuplexRecorder.reading(opened.remote());
    return opened;
  }

  private static RPC subscribed() {
    return RPC.newBuilder()
        .addSubscriptions(RPC.SubOpts.newBuilder().setTopicid("t").setSubscribe(true))
        .build();
  }

  private static RPC message(String text) {
    return RPC.newBuilder()
        .addPublish(Message.newBuilder().setTopic("t").setData(ByteString.copyFromUtf8(text)))
        .build();
  }

  private static void send(SimConnection.Opened stream, RPC rpc) {
    stream.remote().write(FrameDecoder.encode(rpc.toByteArray()));
  }

  /** Cut off, with lengths and numbers as large as they can be, out of order, at random. */
  static List<byte[]> malformed(byte[] good, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<byte[]> corpus = new ArrayList<>();
    byte[] huge = {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
    for (int i = 0; i < good.length; i++) {
      corpus.add(Arrays.copyOf(good, i));
      byte[] number = Arrays.copyOf(good, i + huge.length);
      System.arraycopy(huge, 0, number, i, huge.length);
      corpus.add(number);
      byte[] turned = new byte[good.length];
      System.arraycopy(good, i, turned, 0, good.length - i);
      System.arraycopy(good, 0, turned, good.length - i, i);
      corpus.add(turned);
    }
    while (corpus.size() < 1200) {
      byte[] changed = good.clone();
      for (int i = 0; i <= random.nextInt(4); i++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      corpus.add(changed);
      byte[] any = new byte[1 + random.nextInt(200)];
      random.nextBytes(any);
      corpus.add(any);
    }
    return corpus;
  }

  @Test
  void no_malformed_rpc_does_harm() {
    byte[] good =
        RPC.newBuilder().mergeFrom(subscribed()).mergeFrom(message("x")).build().toByteArray();
    for (byte[] bad : malformed(good, simulation.seed())) {
      SimConnection.Opened stream = open();
      stream.remote().write(FrameDecoder.encode(bad));
      stream.remote().closeWrite();
      simulation.await(() -> stream.local().closeReason().isPresent(), SOON);
      assertThat(stream.local().closeReason().orElseThrow().kind())
          .isNotEqualTo(CloseReason.Kind.HANDLER_FAILED);
    }
    assertThat(simulation.metrics().count("p2p.floodsub.malformed")).isGreaterThan(300);
  }

  @Test
  void rpcs_wait_as_bytes_and_small_ones_count_for_more_than_their_bytes() {
    SimConnection.Opened stream = connection.openedByRemote("/x", LinkSettings.DEFAULT);
    List<byte[]> waiting = new ArrayList<>();
    List<Runnable> routed = new ArrayList<>();
    RpcReader.Sink neverRouted =
        new RpcReader.Sink() {
          @Override
          public void received(Stream from, List<byte[]> rpcs, Runnable done) {
            waiting.addAll(rpcs);
            routed.add(done);
          }

          @Override
          public void ended(Stream from) {}
        };
    stream
        .local()
        .handler(
            new RpcReader(
                stream.local(),
                new StreamLimits(
                    simulation.metrics().limit("p2p.floodsub.max.rpc", 1 << 20, "bytes"),
                    simulation.metrics().limit("p2p.floodsub.max.queue", 4 << 20, "bytes"),
                    1 << 20,
                    simulation.metrics(),
                    FloodsubConfig.KEY_PREFIX),
                neverRouted));
    stream.local().reading(true);
    byte[] empty = {0};
    byte[] emptyMessage = {2, 0x12, 0};
    for (int i = 0; i < 200_000; i++) {
      stream.remote().write(Unpooled.wrappedBuffer(empty, emptyMessage));
    }
    simulation.await(() -> simulation.metrics().count("p2p.floodsub.paused") == 1, SOON);
    simulation.runFor(SOON);
    int held = waiting.size();
    assertThat(held).isBetween(30_000, 120_000);
    assertThat(waiting).allMatch(rpc -> rpc.length == 2);
    List.copyOf(routed).forEach(Runnable::run);
    simulation.await(() -> waiting.size() > held, SOON);
  }

  @Test
  void what_follows_an_rpc_that_breaks_the_rules_does_not_count() throws Exception {
    List<String> received = new ArrayList<>();
    floodsub.subscribe(
        "t",
        (data, from) -> {
          received.add(StandardCharsets.UTF_8.decode(data.toByteBuffer()).toString());
          return CompletableFuture.completedFuture(TopicSubscriber.Verdict.ACCEPT);
        });
    SimConnection.Opened stream = open();
    stream
        .remote()
        .write(
            Unpooled.wrappedBuffer(
                FrameDecoder.encode(message("before").toByteArray()),
                FrameDecoder.encode(new byte[] {0x12, 0}),
                FrameDecoder.encode(message("after").toByteArray())));
    simulation.await(() -> stream.local().closeReason().isPresent(), SOON);
    assertThat(stream.local().closeReason().orElseThrow().message()).contains("without a topic");
    assertThat(received).containsExactly("before");
  }

  @Test
  void a_frame_beyond_the_limit_ends_the_stream_before_it_is_read() {
    SimConnection.Opened stream = open();
    stream.remote().write(Unpooled.wrappedBuffer(new byte[] {-1, -1, -1, -1, 7}));
    simulation.await(() -> stream.local().closeReason().isPresent(), SOON);
    CloseReason reason = stream.local().closeReason().orElseThrow();
    assertThat(reason.kind()).isEqualTo(CloseReason.Kind.LIMIT);
    assertThat(reason.message()).contains("p2p.floodsub.max.rpc");
    assertThat(simulation.metrics().refusals("p2p.floodsub.max.rpc")).isEqualTo(1);
  }

  @Test
  void an_rpc_that_is_cut_off_by_the_end_is_malformed() {
    SimConnection.Opened stream = open();
    stream.remote().write(Unpooled.wrappedBuffer(new byte[] {9, 1}));
    stream.remote().closeWrite();
    simulation.await(() -> stream.local().closeReason().isPresent(), SOON);
    assertThat(stream.local().closeReason().orElseThrow().kind())
        .isEqualTo(CloseReason.Kind.PROTOCOL_ERROR);
  }

  @Test
  void subscriptions_count_as_long_as_the_stream_they_came_on() {
    SimConnection.Opened stream = open();
    send(stream, subscribed());
    simulation.await(() -> floodsub.subscribers("t").contains(connection.remotePeer()), SOON);
    stream.remote().close();
    simulation.await(() -> floodsub.subscribers("t").isEmpty(), SOON);
  }

  @Test
  void the_newest_stream_of_a_peer_replaces_the_others() {
    SimConnection.Opened old = open();
    send(old, subscribed());
    simulation.await(() -> !floodsub.subscribers("t").isEmpty(), SOON);
    SimConnection.Opened fresh = open();
    simulation.await(() -> old.local().closeReason().isPresent(), SOON);
    assertThat(floodsub.subscribers("t")).isEmpty();
    send(fresh, subscribed());
    simulation.await(() -> !floodsub.subscribers("t").isEmpty(), SOON);
    simulation.runFor(SOON);
    assertThat(floodsub.subscribers("t")).hasSize(1);
  }

  @Test
  void a_subscriber_that_fails_is_counted_and_the_next_message_comes_all_the_same()
      throws Exception {
    AtomicInteger calls = new AtomicInteger();
    floodsub.subscribe(
        "t",
        (data, from) ->
            switch (calls.getAndIncrement()) {
              case 0 -> throw new IllegalStateException("broken");
              case 1 -> null;
              case 2 -> CompletableFuture.failedFuture(new IllegalStateException("broken"));
              default -> CompletableFuture.completedFuture(Verdict.ACCEPT);
            });
    SimConnection.Opened stream = open();
    for (int i = 0; i < 4; i++) {
      send(stream, message("message " + i));
    }
    simulation.await(() -> calls.get() == 4, SOON);
    assertThat(simulation.metrics().count("p2p.floodsub.subscriber.failed")).isEqualTo(3);
    assertThat(simulation.metrics().count("p2p.floodsub.judged", "verdict", "ACCEPT")).isEqualTo(1);
  }

  @Test
  void a_flood_is_read_as_fast_as_it_is_routed_and_never_stalls() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    floodsub.subscribe(
        "t",
        (data, from) -> {
          calls.incrementAndGet();
          return CompletableFuture.completedFuture(Verdict.IGNORE);
        });
    SimConnection.Opened stream = open();
    String large = "x".repeat(100_000);
    for (int i = 0; i < 100; i++) {
      send(stream, message(large + i));
      simulation.runUntilIdle();
    }
    simulation.await(() -> calls.get() == 100, SOON);
  }

  @Test
  void a_violation_ends_the_stream_and_is_counted() {
    SimConnection.Opened stream = open();
    send(
        stream,
        RPC.newBuilder()
            .addPublish(Message.newBuilder().setTopic("t").setFrom(ByteString.copyFromUtf8("me")))
            .build());
    simulation.await(() -> stream.local().closeReason().isPresent(), SOON);
    assertThat(stream.local().closeReason().orElseThrow().message()).contains("StrictNoSign");
    assertThat(simulation.metrics().count("p2p.floodsub.violations")).isEqualTo(1);
  }
}
