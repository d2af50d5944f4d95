// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.chaoschain.p2p.perf.core.PerfServer;
import org.chaoschain.p2p.perf.core.Throughput;
import org.chaoschain.testkit.leak.LeakCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * This node against js-libp2p and go-libp2p, each dialling and dialled. What can be asserted in the
 * peer's process is asserted there.
 */
@ExtendWith(LeakCheck.class)
class InteropIT {
  private static final String TOPIC = "interop";
  private static final int ECHO_BYTES = 64 << 20;
  private static final int PERF_BYTES = 16 << 20;

  /** Who dials. */
  enum Dialler {
    PEER,
    OURS
  }

  private final List<AutoCloseable> open = new ArrayList<>();

  static Stream<Arguments> everyone() {
    return Stream.of("js", "go")
        .flatMap(library -> Stream.of(Dialler.values()).map(d -> Arguments.of(library, d)));
  }

  /**
   * The key types of either side that the peer's library can speak with: js-libp2p has no ECDSA.
   */
  static Stream<Arguments> keyTypes() {
    return everyone()
        .flatMap(
            each ->
                Stream.of(KeyType.values())
                    .filter(t -> t != KeyType.ECDSA || each.get()[0].equals("go"))
                    .map(t -> Arguments.of(each.get()[0], each.get()[1], t)));
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private Peer peer(String library, KeyType type, String... options) throws Exception {
    Peer peer = Peer.start(library, type.name().toLowerCase(java.util.Locale.ROOT), options);
    open.add(0, peer);
    return peer;
  }

  private OurNode ours(KeyType type) {
    OurNode node = new OurNode(type);
    open.add(node);
    return node;
  }

  /**
   * Connects both; gives our side's connection once both sides know theirs: the one that dialled is
   * done a message earlier than the other.
   */
  private static Connection connect(Peer peer, OurNode ours, Dialler dialler) {
    PeerId id = PeerId.parse(peer.id());
    if (dialler == Dialler.OURS) {
      ours.dial(peer);
    } else {
      peer.run("dial", "addr", ours.address());
    }
    ours.await(() -> ours.node.host.connection(id).isPresent(), "connection with " + peer);
    peer.run("connections", "peer", ours.id());
    return ours.node.host.connection(id).orElseThrow();
  }

  private static boolean earlyMuxer(JsonObject answer) {
    return answer
        .get("connections")
        .getAsJsonArray()
        .get(0)
        .getAsJsonObject()
        .get("earlyMuxer")
        .getAsBoolean();
  }

  @ParameterizedTest(name = "{0} with a {2} key, dialled by {1}")
  @MethodSource("keyTypes")
  void noise_yamux_identify_and_ping_with_each_type_of_remote_key(
      String library, Dialler dialler, KeyType type) throws Exception {
    OurNode ours = ours(KeyType.ED25519);
    Peer peer = peer(library, type);
    Connection connection = connect(peer, ours, dialler);
    PeerId id = PeerId.parse(peer.id());

    assertThat(connection.security()).isEqualTo("/noise");
    assertThat(connection.muxer()).isEqualTo("/yamux/1.0.0");
    assertThat(connection.earlyMuxer()).isTrue();
    assertThat(connection.remoteKey().type()).isEqualTo(type);
    assertThat(earlyMuxer(peer.run("connections", "peer", ours.id()))).isTrue();

    JsonObject seen = peer.run("identify", "peer", ours.id());
    assertThat(seen.get("agentVersion").getAsString()).isEqualTo("chaoschain/test");
    assertThat(seen.get("protocols").toString())
        .contains("/ipfs/ping/1.0.0", "/floodsub/1.0.0", "/ipfs/id/push/1.0.0");
    assertThat(seen.get("publicKeyType").getAsString()).isEqualTo("ed25519");
    JsonObject record = seen.get("signedRecord").getAsJsonObject();
    assertThat(record.get("verified").getAsBoolean()).isTrue();
    assertThat(record.get("addrs").toString())
        .contains(ours.node.host.announcedAddresses().get(0).toString());

    ours.await(
        () -> ours.node.host.peerStore().protocols(id).contains("/ipfs/ping/1.0.0"), "identify");
    assertThat(ours.node.host.peerStore().certifiedRecord(id)).isPresent();

    assertThat(ours.await(ours.node.pinger.ping(id, 3))).hasSize(3);
    assertThat(peer.run("ping", "peer", ours.id(), "count", 3).get("rttMs").getAsJsonArray())
        .hasSize(3);
  }

  @ParameterizedTest(name = "{0} meets our {2} key, dialled by {1}")
  @MethodSource("keyTypes")
  void a_peer_accepts_each_type_of_our_key(String library, Dialler dialler, KeyType type)
      throws Exception {
    OurNode ours = ours(type);
    Peer peer = peer(library, KeyType.ED25519);
    connect(peer, ours, dialler);
    JsonObject seen = peer.run("identify", "peer", ours.id());
    assertThat(seen.get("publicKeyType").getAsString())
        .isEqualTo(type.name().toLowerCase(java.util.Locale.ROOT));
    assertThat(seen.get("signedRecord").getAsJsonObject().get("verified").getAsBoolean()).isTrue();
    peer.run("ping", "peer", ours.id());
  }

  @ParameterizedTest(name = "{0}, dialled by {1}")
  @MethodSource("everyone")
  void a_peer_without_early_muxer_negotiation_agrees_on_the_muxer_later(
      String library, Dialler dialler) throws Exception {
    OurNode ours = ours(KeyType.ED25519);
    Peer peer = peer(library, KeyType.ED25519, "--early-muxer", "false");
    assertThat(connect(peer, ours, dialler).earlyMuxer()).isFalse();
    peer.run("ping", "peer", ours.id());
  }

  @ParameterizedTest(name = "{0}, dialled by {1}")
  @MethodSource("everyone")
  void a_message_goes_both_ways_by_floodsub(String library, Dialler dialler) throws Exception {
    OurNode ours = ours(KeyType.ED25519);
    Peer peer = peer(library, KeyType.ED25519);
    PeerId id = PeerId.parse(peer.id());
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    ours.node.gossipsub.subscribe(
        TOPIC,
        (data, from) -> {
          heard.add(data.hex());
          return CompletableFuture.completedFuture(Verdict.ACCEPT);
        });
    connect(peer, ours, dialler);
    peer.run("subscribe", "topic", TOPIC);
    peer.run("awaitSubscriber", "peer", ours.id(), "topic", TOPIC);
    ours.await(() -> ours.node.gossipsub.subscribers(TOPIC).contains(id), "subscription");

    peer.run("publish", "topic", TOPIC, "dataHex", "c0ffee");
    assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo("c0ffee");

    assertThat(ours.node.gossipsub.publish(TOPIC, Bytes.fromHex("0badcafe"))).isEqualTo(1);
    JsonObject message = peer.run("awaitMessage", "topic", TOPIC, "expectHex", "0badcafe");
    assertThat(message.get("signed").getAsBoolean()).isFalse();
    assertThat(heard).isEmpty();
  }

  @ParameterizedTest(name = "{0}, dialled by {1}")
  @MethodSource("everyone")
  void sixty_four_mebibytes_are_echoed_over_one_stream_both_ways(String library, Dialler dialler)
      throws Exception {
    OurNode ours = ours(KeyType.ED25519);
    Peer peer = peer(library, KeyType.ED25519);
    Connection connection = connect(peer, ours, dialler);
    JsonObject echoed =
        peer.run(
            "echo", "peer", ours.id(), "protocol", EchoProtocol.ID, "bytes", ECHO_BYTES, "seed", 7);
    assertThat(echoed.get("sentSha256")).isEqualTo(echoed.get("receivedSha256"));

    peer.run("serveEcho", "protocol", EchoProtocol.ID);
    String digest =
        ours.await(
            ours.await(
                connection
                    .newStream(List.of(EchoProtocol.ID))
                    .thenApply(stream -> EchoClient.run(stream, ECHO_BYTES, 9))));
    assertThat(HexFormat.of().parseHex(digest)).hasSize(32);
  }

  @ParameterizedTest(name = "{0}, dialled by {1}")
  @MethodSource("everyone")
  void sixteen_mebibytes_go_by_perf_in_each_direction_and_both_ways(String library, Dialler dialler)
      throws Exception {
    OurNode ours = ours(KeyType.ED25519);
    Peer peer = peer(library, KeyType.ED25519);
    PeerId id = PeerId.parse(peer.id());
    ours.servePerf(id);
    Connection connection = connect(peer, ours, dialler);
    JsonObject theirs = peer.run("perf", "peer", ours.id(), "bytes", PERF_BYTES);
    assertThat(theirs.get("downloaded").getAsLong()).isEqualTo(PERF_BYTES);

    peer.run("servePerf");
    Throughput measured =
        ours.await(
            connection
                .newStream(List.of(PerfServer.PROTOCOL))
                .thenCompose(stream -> ours.perf.measure(stream, PERF_BYTES, PERF_BYTES)));
    assertThat(measured.downloaded()).isEqualTo(PERF_BYTES);
    assertThat(measured.elapsed()).isPositive();
  }

  @ParameterizedTest(name = "{0}, dialled by {1}")
  @MethodSource("everyone")
  void two_hundred_streams_at_once_both_ways(String library, Dialler dialler) throws Exception {
    OurNode ours = ours(KeyType.ED25519);
    Peer peer = peer(library, KeyType.ED25519);
    Connection connection = connect(peer, ours, dialler);
    JsonObject done =
        peer.run(
            "streams",
            "peer",
            ours.id(),
            "protocol",
            EchoProtocol.ID,
            "count",
            200,
            "bytes",
            65_536);
    assertThat(done.get("concurrent").getAsInt()).isEqualTo(200);

    peer.run("serveEcho", "protocol", EchoProtocol.ID);
    List<org.chaoschain.p2p.api.stream.Stream> streams = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      streams.add(ours.await(connection.newStream(List.of(EchoProtocol.ID))));
    }
    List<CompletableFuture<String>> echoes = new ArrayList<>();
    for (int i = 0; i < streams.size(); i++) {
      echoes.add(EchoClient.run(streams.get(i), 65_536, i));
    }
    for (CompletableFuture<String> echo : echoes) {
      ours.await(echo);
    }
  }

  @ParameterizedTest(name = "{0}, dialled by {1}")
  @MethodSource("everyone")
  void a_changed_protocol_list_is_pushed_both_ways(String library, Dialler dialler)
      throws Exception {
    OurNode ours = ours(KeyType.ED25519);
    Peer peer = peer(library, KeyType.ED25519);
    PeerId id = PeerId.parse(peer.id());
    connect(peer, ours, dialler);
    peer.run("identify", "peer", ours.id());
    ours.await(() -> !ours.node.host.peerStore().protocols(id).isEmpty(), "identify");

    EchoProtocol extra = new EchoProtocol("/extra/1.0.0");
    ours.node.host.addProtocol(extra);
    peer.run("awaitProtocol", "peer", ours.id(), "protocol", "/extra/1.0.0", "present", true);
    ours.node.host.removeProtocol(extra);
    peer.run("awaitProtocol", "peer", ours.id(), "protocol", "/extra/1.0.0", "present", false);

    peer.run("handleProtocol", "protocol", "/theirs/1.0.0");
    Awaiting.until(
        () -> ours.node.host.peerStore().protocols(id).contains("/theirs/1.0.0"),
        Duration.ofSeconds(30),
        "push of " + peer);
    peer.run("unhandleProtocol", "protocol", "/theirs/1.0.0");
    Awaiting.until(
        () -> !ours.node.host.peerStore().protocols(id).contains("/theirs/1.0.0"),
        Duration.ofSeconds(30),
        "second push of " + peer);
  }
}
