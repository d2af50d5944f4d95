// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.reputation.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.muxer.MuxedConnection;
import org.chaoschain.p2p.api.muxer.MuxedConnectionHandler;
import org.chaoschain.p2p.api.muxer.MuxedStream;
import org.chaoschain.p2p.api.muxer.StreamMuxer;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.reputation.Offence;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.host.core.HostConfig;
import org.chaoschain.p2p.identity.core.HostingRecord;
import org.chaoschain.p2p.identity.core.PrivateKey;
import org.chaoschain.p2p.identity.core.SignedHostingRecord;
import org.chaoschain.p2p.kad.core.AgentRecordValidator;
import org.chaoschain.p2p.kad.core.KadCodec;
import org.chaoschain.p2p.kad.core.KadLimits;
import org.chaoschain.p2p.kad.core.KadMessage;
import org.chaoschain.p2p.kad.core.KadPeer;
import org.chaoschain.p2p.kad.core.KadRecord;
import org.chaoschain.p2p.kad.core.dht.DhtConfig;
import org.chaoschain.p2p.perf.core.PerfLimits;
import org.chaoschain.p2p.perf.core.PerfServer;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.p2p.NodeServices;
import org.chaoschain.testkit.p2p.P2pNode;
import org.chaoschain.testkit.sim.SimNetwork;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two whole nodes in virtual time: what mallory does on a stream is held against it by ada, once,
 * and what an honest peer does too is not.
 */
@ExtendWith(LeakCheck.class)
class OffencesTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final byte[] ENDLESS_VARINT = {
    -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1
  };

  @TempDir Path folder;

  private final Simulation simulation = new Simulation();
  private final SimNetwork network = new SimNetwork(simulation);
  private final List<P2pNode> nodes = new ArrayList<>();
  private final AtomicReference<MuxedConnection> muxed = new AtomicReference<>();
  private P2pNode ada;
  private P2pNode mallory;
  private ReputationComponent reputation;

  @BeforeEach
  void meet() throws IOException {
    ada = start("1");
    reputation = Reputations.of(ada, NodeServices.of(simulation), folder);
    mallory = start("2");
    mallory.host.addMuxer(new Open());
    mallory.host.removeMuxer(mallory.yamux);
    simulation.await(mallory.connect(ada), SOON);
    simulation.await(() -> known(ada, mallory) && known(mallory, ada), SOON);
    simulation.runFor(Duration.ofSeconds(5));
  }

  private P2pNode start(String name) {
    String listen = "/memory/" + name;
    HostConfig config = HostConfig.defaults(List.of(Multiaddr.parse(listen))).withTargetPeers(0);
    P2pNode node =
        P2pNode.Plan.of(NodeServices.of(simulation), network.transport(name), listen)
            .withHost(config)
            .start();
    nodes.add(node);
    simulation.await(() -> !node.host.listenAddresses().isEmpty(), SOON);
    return node;
  }

  private static boolean known(P2pNode node, P2pNode other) {
    return node.host.peerStore().protocols(other.id()).contains(DhtConfig.CHAOSCHAIN);
  }

  @AfterEach
  void close() {
    reputation.deactivate();
    nodes.forEach(P2pNode::close);
    simulation.runFor(Duration.ofMinutes(1));
    simulation.assertNoLeaks();
  }

  /** Yamux that lets streams be opened past the negotiation. */
  private final class Open implements StreamMuxer {
    @Override
    public String protocolId() {
      return mallory.yamux.protocolId();
    }

    @Override
    public MuxedConnection mux(Duplex secured, boolean initiator, MuxedConnectionHandler handler) {
      MuxedConnection connection = mallory.yamux.mux(secured, initiator, handler);
      muxed.set(connection);
      return connection;
    }
  }

  private long told(Offence offence) {
    return simulation
        .metrics()
        .count("p2p.reputation.offences", "kind", offence.name().toLowerCase(Locale.ROOT));
  }

  private long toldOfAll() {
    long all = 0;
    for (Offence offence : Offence.values()) {
      all += told(offence);
    }
    return all;
  }

  private void assertHeldAgainstMallory(Offence offence, long times) {
    simulation.runFor(Duration.ofSeconds(30));
    assertThat(told(offence)).as("times that " + offence + " was told").isEqualTo(times);
    assertThat(toldOfAll()).as("nothing else was told").isEqualTo(times);
    assertThat(reputation.score(mallory.id())).isNegative();
  }

  private Stream open(String protocol) {
    return simulation.await(mallory.host.newStream(ada.id(), List.of(protocol)), SOON);
  }

  private void send(String protocol, byte[]... parts) {
    Stream stream = open(protocol);
    stream.handler(ByteBuf::release);
    stream.reading(true);
    stream
        .executor()
        .execute(
            () -> {
              for (byte[] part : parts) {
                stream.write(Unpooled.copiedBuffer(part));
              }
              stream.closeWrite();
            });
  }

  private static byte[] framed(byte[] message) {
    ByteBuf frame = FrameDecoder.encode(message);
    byte[] bytes = new byte[frame.readableBytes()];
    frame.readBytes(bytes);
    frame.release();
    return bytes;
  }

  private void ask(KadMessage request) {
    send(DhtConfig.CHAOSCHAIN, framed(KadCodec.encode(request)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ipfs/id/push/1.0.0",
        "/chaoschain/peers/1.0.0",
        DhtConfig.CHAOSCHAIN,
        "/meshsub/1.1.0"
      })
  void bytes_that_no_frame_begins_with_are_one_protocol_error(String protocol) {
    send(protocol, ENDLESS_VARINT);
    assertHeldAgainstMallory(Offence.PROTOCOL_ERROR, 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ipfs/id/push/1.0.0",
        "/chaoschain/peers/1.0.0",
        DhtConfig.CHAOSCHAIN,
        "/meshsub/1.1.0"
      })
  void a_frame_that_is_no_message_is_one_protocol_error(String protocol) {
    send(protocol, framed(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff}));
    assertHeldAgainstMallory(Offence.PROTOCOL_ERROR, 1);
  }

  @ParameterizedTest
  @CsvSource({"/ipfs/ping/1.0.0,16", "/perf/1.0.0,4", "/chaoschain/peers/1.0.0,0"})
  void half_a_message_is_one_protocol_error(String protocol, int size) {
    ada.host.addProtocol(
        new PerfServer(
            peer -> true, PerfLimits.DEFAULT, simulation.scheduler(), simulation.metrics()));
    send(protocol, size == 0 ? new byte[] {100, 1, 2} : new byte[size]);
    assertHeldAgainstMallory(Offence.PROTOCOL_ERROR, 1);
  }

  @Test
  void a_stream_that_does_not_negotiate_is_one_protocol_error() {
    MuxedStream raw = simulation.await(muxed.get().openStream(), SOON);
    raw.handler(ByteBuf::release);
    raw.reading(true);
    byte[] http = "\17GET / HTTP/1.1\n".getBytes(StandardCharsets.US_ASCII);
    raw.write(Unpooled.wrappedBuffer(http));
    assertHeldAgainstMallory(Offence.PROTOCOL_ERROR, 1);
  }

  @Test
  void a_wrong_answer_to_a_ping_is_one_protocol_error() {
    mallory.host.addProtocol(
        protocol(
            "/ipfs/ping/1.0.0",
            stream -> {
              stream.handler(
                  data -> {
                    data.release();
                    stream.write(Unpooled.wrappedBuffer(new byte[32]));
                  });
              stream.reading(true);
            }));
    simulation.awaitFailure(ada.pinger.ping(mallory.id(), 1), SOON);
    assertHeldAgainstMallory(Offence.PROTOCOL_ERROR, 1);
  }

  @Test
  void each_stream_that_breaks_its_protocol_counts_and_eleven_are_a_ban() {
    for (int i = 0; i < 11; i++) {
      assertThat(reputation.banned(mallory.id())).isFalse();
      send("/ipfs/ping/1.0.0", new byte[16]);
      simulation.runFor(Duration.ofSeconds(1));
    }
    simulation.runFor(Duration.ofSeconds(5));
    assertThat(told(Offence.PROTOCOL_ERROR)).isEqualTo(11);
    assertThat(reputation.banned(mallory.id())).isTrue();
    assertThat(ada.host.connection(mallory.id())).isEmpty();
    assertThat(simulation.awaitFailure(ada.connect(mallory), SOON)).hasMessageContaining("banned");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ipfs/ping/1.0.0",
        "/chaoschain/peers/1.0.0",
        DhtConfig.CHAOSCHAIN,
        "/meshsub/1.1.0"
      })
  void a_stream_that_ends_or_is_reset_before_it_says_anything_is_no_offence(String protocol) {
    send(protocol);
    Stream reset = open(protocol);
    reset.handler(ByteBuf::release);
    reset.reset(new CloseReason(CloseReason.Kind.LOCAL, "changed its mind"));
    simulation.runFor(Duration.ofSeconds(30));
    assertThat(toldOfAll()).isZero();
  }

  // ---- Kademlia ----

  private PrivateKey newAgent() {
    return PrivateKey.generate(KeyType.ED25519, simulation.entropy());
  }

  private static AgentId id(PrivateKey agent) {
    return new AgentId(agent.publicKey().data());
  }

  private KadRecord hosting(AgentId agent, PrivateKey signer, PeerId peer, Instant expiry) {
    HostingRecord record = new HostingRecord(agent, peer, 1, expiry);
    return new KadRecord(
        AgentRecordValidator.keyOf(agent), SignedHostingRecord.seal(record, signer::sign).encode());
  }

  private Instant inAnHour() {
    return simulation.clock().now().plus(Duration.ofHours(1));
  }

  private KadRecord forged() {
    return hosting(id(newAgent()), newAgent(), mallory.id(), inAnHour());
  }

  @Test
  void a_forged_hosting_record_that_is_put_is_a_bad_signature() {
    ask(KadMessage.putValue(forged()));
    assertHeldAgainstMallory(Offence.BAD_SIGNATURE, 1);
  }

  @Test
  void a_record_under_another_agents_key_is_a_protocol_error() {
    PrivateKey agent = newAgent();
    KadRecord own = hosting(id(agent), agent, mallory.id(), inAnHour());
    ask(
        KadMessage.putValue(
            new KadRecord(AgentRecordValidator.keyOf(id(newAgent())), own.value())));
    assertHeldAgainstMallory(Offence.PROTOCOL_ERROR, 1);
  }

  @Test
  void an_old_record_or_one_of_an_unknown_namespace_is_refused_and_no_offence() {
    PrivateKey agent = newAgent();
    Instant past = simulation.clock().now().minusSeconds(1);
    ask(KadMessage.putValue(hosting(id(agent), agent, mallory.id(), past)));
    Bytes elsewhere = Bytes.wrap("/ipns/somebody".getBytes(StandardCharsets.US_ASCII));
    ask(KadMessage.putValue(new KadRecord(elsewhere, Bytes.copyOf((byte) 1))));
    simulation.runFor(Duration.ofSeconds(30));
    assertThat(simulation.metrics().count("p2p.kad.refused", "reason", "EXPIRED")).isEqualTo(1);
    assertThat(simulation.metrics().count("p2p.kad.refused", "reason", "NAMESPACE")).isEqualTo(1);
    assertThat(toldOfAll()).isZero();
  }

  @Test
  void a_forged_hosting_record_in_an_answer_is_a_bad_signature() {
    KadRecord forged = forged();
    serve(
        request ->
            new KadMessage(
                request.type(), request.key(), Optional.of(forged), List.of(), List.of()));
    simulation.await(ada.dht.getValue(forged.key(), SOON), SOON);
    assertHeldAgainstMallory(Offence.BAD_SIGNATURE, 1);
  }

  @Test
  void an_answer_to_another_question_is_a_protocol_error() {
    serve(request -> KadMessage.of(KadMessage.Type.PING, Bytes.EMPTY));
    simulation.await(ada.dht.getValue(forged().key(), SOON), SOON);
    assertHeldAgainstMallory(Offence.PROTOCOL_ERROR, 1);
  }

  @Test
  void an_address_flood_counts_and_a_long_list_is_only_cut() {
    ask(naming(100));
    simulation.runFor(Duration.ofSeconds(30));
    assertThat(simulation.metrics().refusals("p2p.kad.max.addresses")).isEqualTo(1);
    assertThat(toldOfAll()).isZero();
    ask(naming(500));
    assertHeldAgainstMallory(Offence.FLOOD, 1);
  }

  private KadMessage naming(int addresses) {
    List<Multiaddr> many =
        IntStream.rangeClosed(1, addresses)
            .mapToObj(port -> Multiaddr.parse("/ip4/1.2.3.4/tcp/" + port))
            .toList();
    return new KadMessage(
        KadMessage.Type.FIND_NODE,
        mallory.id().encode(),
        Optional.empty(),
        List.of(),
        List.of(KadPeer.of(mallory.id(), many)));
  }

  @Test
  void a_frame_beyond_the_limit_and_requests_beyond_the_allowance_are_limits_that_it_ran_into() {
    send(DhtConfig.CHAOSCHAIN, new byte[] {(byte) 0x81, (byte) 0x80, 0x04});
    assertHeldAgainstMallory(Offence.RATE_LIMIT, 1);
    byte[] ping = framed(KadCodec.encode(KadMessage.of(KadMessage.Type.PING, Bytes.EMPTY)));
    byte[][] pings = new byte[601][];
    Arrays.fill(pings, ping);
    send(DhtConfig.CHAOSCHAIN, pings);
    assertHeldAgainstMallory(Offence.RATE_LIMIT, 2);
  }

  private interface Answers {
    KadMessage to(KadMessage request);
  }

  /** Mallory answers requests by this from now on. */
  private void serve(Answers answers) {
    KadCodec codec = new KadCodec(KadLimits.of(KadLimits.Values.DEFAULT, simulation.metrics()));
    mallory.host.addProtocol(
        protocol(
            DhtConfig.CHAOSCHAIN,
            stream -> {
              FrameDecoder decoder =
                  new FrameDecoder("mallory", simulation.metrics().limit("test", 9_999, "bytes"));
              stream.handler(
                  data -> {
                    try {
                      decoder.decode(
                          data,
                          frame -> {
                            byte[] bytes = new byte[frame.readableBytes()];
                            frame.readBytes(bytes);
                            frame.release();
                            stream.write(answer(codec, answers, bytes));
                          });
                    } catch (Exception e) {
                      throw new AssertionError(e);
                    }
                  });
              stream.reading(true);
            }));
  }

  private static ByteBuf answer(KadCodec codec, Answers answers, byte[] request) {
    try {
      return FrameDecoder.encode(KadCodec.encode(answers.to(codec.decode("ada", request))));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private interface Serving {
    void take(Stream stream);
  }

  private static StreamProtocol protocol(String id, Serving serving) {
    return new StreamProtocol() {
      @Override
      public List<String> protocols() {
        return List.of(id);
      }

      @Override
      public void onStream(Stream stream) {
        serving.take(stream);
      }
    };
  }
}
