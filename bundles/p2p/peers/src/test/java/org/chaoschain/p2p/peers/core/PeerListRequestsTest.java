// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.peers.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.identity.core.PrivateKey;
import org.chaoschain.p2p.identity.core.SignedHostingRecord;
import org.chaoschain.proto.v1.PeersFilter;
import org.chaoschain.proto.v1.PeersRequest;
import org.chaoschain.proto.v1.PeersResponse;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.sim.DuplexRecorder;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.SimConnection;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the peer list takes from a request, and what it answers. */
@ExtendWith(LeakCheck.class)
class PeerListRequestsTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration HOUR = Duration.ofHours(1);

  private final Simulation simulation = new Simulation();
  private final Fixture fixture = new Fixture(simulation);
  private final PrivateKey asker = fixture.key();
  private final SimConnection connection = new SimConnection(simulation, asker.publicKey());

  @AfterEach
  void nothing_is_left() {
    fixture.peers.close();
    connection.close(CloseReason.LOCAL);
    simulation.runFor(SOON);
    simulation.assertNoLeaks();
  }

  private record Asked(SimConnection.Opened stream, DuplexRecorder answer) {}

  private Asked ask(byte[] request) {
    SimConnection.Opened stream =
        connection.openedByRemote(PeerList.PROTOCOL, LinkSettings.DEFAULT);
    DuplexRecorder answer = DuplexRecorder.reading(stream.remote());
    stream.local().executor().execute(() -> fixture.peers.onStream(stream.local()));
    stream.remote().write(FrameDecoder.encode(request));
    stream.remote().closeWrite();
    simulation.await(() -> stream.local().closeReason().isPresent(), SOON);
    simulation.await(answer::closed, SOON);
    return new Asked(stream, answer);
  }

  private CloseReason end(Asked asked) {
    return asked.stream().local().closeReason().orElseThrow();
  }

  private PeersResponse answer(PeersRequest.Builder request) {
    byte[] bytes = ask(request.build().toByteArray()).answer().bytes();
    List<PeersResponse> answers = new ArrayList<>();
    try {
      new FrameDecoder("test", simulation.metrics().limit("test", 300_000, "bytes"))
          .decode(
              io.netty.buffer.Unpooled.wrappedBuffer(bytes),
              frame -> {
                try {
                  answers.add(PeersResponse.parseFrom(io.netty.buffer.ByteBufUtil.getBytes(frame)));
                } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                  throw new AssertionError(e);
                } finally {
                  frame.release();
                }
              });
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return answers.get(0);
  }

  private static ByteString bytes(Bytes bytes) {
    return ByteString.copyFrom(bytes.toByteBuffer());
  }

  private static org.chaoschain.proto.v1.SignedHostingRecord message(SignedHostingRecord record)
      throws Exception {
    return org.chaoschain.proto.v1.SignedHostingRecord.parseFrom(record.encode().toArray());
  }

  private long refused() {
    return simulation.metrics().count("p2p.peers.refused");
  }

  @Test
  void the_askers_own_record_and_agents_are_kept() throws Exception {
    PrivateKey agent = fixture.key();
    answer(
        PeersRequest.newBuilder()
            .setOwnRecord(bytes(fixture.peerRecord(asker)))
            .addHosting(message(fixture.hosting(agent, asker.peerId(), HOUR))));
    assertThat(fixture.certified).containsOnlyKeys(asker.peerId());
    assertThat(fixture.peers.locate(Fixture.agent(agent))).contains(asker.peerId());
    assertThat(refused()).isZero();
    simulation.runFor(HOUR);
    assertThat(fixture.peers.locate(Fixture.agent(agent))).describedAs("expired").isEmpty();
  }

  @Test
  void records_of_others_forged_ones_and_expired_ones_are_dropped_one_by_one() throws Exception {
    PrivateKey other = fixture.key();
    PrivateKey agent = fixture.key();
    PrivateKey good = fixture.key();
    SignedHostingRecord forged =
        new SignedHostingRecord(
            fixture.hosting(agent, asker.peerId(), HOUR).payload(),
            fixture.hosting(other, asker.peerId(), HOUR).signature());
    answer(
        PeersRequest.newBuilder()
            .setOwnRecord(bytes(fixture.peerRecord(other)))
            .addHosting(message(forged))
            .addHosting(message(fixture.hosting(agent, other.peerId(), HOUR)))
            .addHosting(message(fixture.hosting(agent, asker.peerId(), Duration.ZERO)))
            .addHosting(message(fixture.hosting(good, asker.peerId(), HOUR))));
    assertThat(fixture.certified).isEmpty();
    assertThat(fixture.peers.locate(Fixture.agent(agent))).isEmpty();
    assertThat(fixture.peers.locate(Fixture.agent(good))).contains(asker.peerId());
    assertThat(refused()).isEqualTo(4);
  }

  @Test
  void signatures_of_one_peer_are_verified_within_its_allowance_and_known_ones_cost_nothing()
      throws Exception {
    int verified = 0;
    PeersRequest.Builder request = null;
    for (int round = 0; round < 30; round++) {
      request = PeersRequest.newBuilder();
      for (int i = 0; i < 64; i++) {
        PrivateKey agent = fixture.key();
        SignedHostingRecord good = fixture.hosting(agent, asker.peerId(), HOUR);
        request.addHosting(
            message(
                round == 0
                    ? good
                    : new SignedHostingRecord(good.payload(), Bytes.wrap(new byte[64]))));
        verified++;
      }
      ask(request.build().toByteArray());
    }
    long limit = PeersConfig.DEFAULT.maxVerifications();
    assertThat(verified).isGreaterThan((int) limit);
    assertThat(simulation.metrics().refusals("p2p.peers.max.verifications"))
        .isEqualTo(verified - limit);
  }

  @Test
  void a_request_beyond_a_limit_is_refused_and_says_so() {
    ByteString id = bytes(asker.peerId().encode());
    PeersFilter.Builder[] filters = {
      PeersFilter.newBuilder(), PeersFilter.newBuilder(), PeersFilter.newBuilder()
    };
    for (int i = 0; i < 257; i++) {
      filters[0].addExcept(id);
      if (i < 65) {
        filters[1].addPeers(id);
        filters[2].addAgents(id);
      }
    }
    for (PeersFilter.Builder filter : filters) {
      CloseReason reason =
          end(ask(PeersRequest.newBuilder().setFilter(filter).build().toByteArray()));
      assertThat(reason.kind()).isEqualTo(CloseReason.Kind.PROTOCOL_ERROR);
      assertThat(reason.message()).contains("at most 64, 64, 256 and 64");
    }
    CloseReason reason = end(ask(new byte[65_537]));
    assertThat(reason.kind()).isEqualTo(CloseReason.Kind.LIMIT);
    assertThat(reason.message()).contains("p2p.peers.max.request");
  }

  @Test
  void the_answer_keeps_to_limit_and_filter() throws Exception {
    List<PrivateKey> known = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      PrivateKey peer = fixture.key();
      known.add(peer);
      fixture.certified.put(peer.peerId(), fixture.peerRecord(peer));
    }
    assertThat(answer(PeersRequest.newBuilder()).getPeerRecordsCount()).isEqualTo(64);
    assertThat(answer(PeersRequest.newBuilder().setLimit(3)).getPeerRecordsCount()).isEqualTo(3);
    PeersResponse most = answer(PeersRequest.newBuilder().setLimit(-1));
    assertThat(most.getPeerRecordsCount()).isEqualTo(256);
    assertThat(most.getTruncated()).isTrue();
    PeerId one = known.get(0).peerId();
    PeersFilter only = PeersFilter.newBuilder().addPeers(bytes(one.encode())).build();
    PeersResponse single = answer(PeersRequest.newBuilder().setFilter(only));
    assertThat(single.getPeerRecordsList()).containsExactly(bytes(fixture.certified.get(one)));
    assertThat(single.getTruncated()).isFalse();
    PrivateKey agent = fixture.key();
    answer(
        PeersRequest.newBuilder()
            .setOwnRecord(bytes(fixture.peerRecord(asker)))
            .addHosting(message(fixture.hosting(agent, asker.peerId(), HOUR))));
    PeersFilter hosts =
        PeersFilter.newBuilder().addAgents(bytes(Fixture.agent(agent).key())).build();
    assertThat(answer(PeersRequest.newBuilder().setFilter(hosts)).getPeerRecordsCount())
        .describedAs("the asker is not told of itself")
        .isZero();
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
  void no_malformed_request_does_harm() throws Exception {
    byte[] good =
        PeersRequest.newBuilder()
            .setLimit(5)
            .setOwnRecord(bytes(fixture.peerRecord(asker)))
            .addHosting(message(fixture.hosting(fixture.key(), asker.peerId(), HOUR)))
            .build()
            .toByteArray();
    for (byte[] bad : malformed(good, simulation.seed())) {
      assertThat(end(ask(bad)).kind()).isNotEqualTo(CloseReason.Kind.HANDLER_FAILED);
    }
    assertThat(refused()).isGreaterThan(300);
  }

  @Test
  void a_search_ends_at_its_deadline_when_nobody_knows_and_at_once_when_the_list_closes() {
    CompletionStage<Optional<PeerId>> first =
        fixture.peers.find(Fixture.agent(fixture.key()), Duration.ofSeconds(5));
    assertThat(simulation.await(first, SOON)).isEmpty();
    assertThat(simulation.now()).isEqualTo(Duration.ofSeconds(5));
    CompletionStage<Optional<PeerId>> second =
        fixture.peers.find(Fixture.agent(fixture.key()), HOUR);
    simulation.runUntilIdle();
    fixture.peers.close();
    simulation.runUntilIdle();
    assertThat(second.toCompletableFuture()).isCompletedWithValue(Optional.empty());
  }

  @Test
  void searches_are_bounded() {
    for (int i = 0; i < 1025; i++) {
      fixture.peers.find(Fixture.agent(asker), HOUR);
    }
    simulation.runUntilIdle();
    assertThat(simulation.metrics().refusals("p2p.peers.max.searches")).isEqualTo(1);
  }
}
