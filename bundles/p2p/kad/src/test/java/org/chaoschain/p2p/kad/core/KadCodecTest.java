// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chaoschain.p2p.kad.core.Fixture.peer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.kad.core.KadPeer.Connectedness;
import org.junit.jupiter.api.Test;

class KadCodecTest {
  private final Fixture fixture = new Fixture();
  private final KadCodec codec = new KadCodec(fixture.limits);

  private static Bytes random(Random random, int most) {
    byte[] bytes = new byte[1 + random.nextInt(most)];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  private static List<KadPeer> peers(Random random) {
    List<KadPeer> peers = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      int number = random.nextInt(1000);
      KadPeer peer =
          random.nextBoolean()
              ? peer(number)
              : peer(number, "/ip4/10.0.0.1/tcp/1", "/dns4/a.example/tcp/2", "/memory/x");
      peers.add(peer.withConnectedness(Connectedness.of(random.nextInt(4))));
    }
    return peers;
  }

  static KadMessage anyMessage(Random random) {
    Bytes key = random(random, 200);
    return new KadMessage(
        KadMessage.Type.of(random.nextInt(6)).orElseThrow(),
        key,
        random.nextBoolean()
            ? Optional.of(new KadRecord(key, random(random, 500)))
            : Optional.empty(),
        peers(random),
        peers(random));
  }

  @Property(tries = 500)
  void whatIsEncodedIsDecodedInAnyPieces(@ForAll Random random) throws Exception {
    List<KadMessage> messages = new ArrayList<>();
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    for (int i = 0; i < 3; i++) {
      KadMessage message = anyMessage(random);
      messages.add(message);
      ByteBuf frame = FrameDecoder.encode(KadCodec.encode(message));
      wire.write(ByteBufUtil.getBytes(frame));
      frame.release();
    }
    FrameDecoder frames = new FrameDecoder("test", fixture.limits.message());
    List<byte[]> bodies = new ArrayList<>();
    byte[] bytes = wire.toByteArray();
    for (int at = 0; at < bytes.length; ) {
      int length = Math.min(bytes.length - at, 1 + random.nextInt(64));
      frames.decode(
          Unpooled.copiedBuffer(bytes, at, length),
          frame -> {
            bodies.add(ByteBufUtil.getBytes(frame));
            frame.release();
          });
      at += length;
    }
    List<KadMessage> decoded = new ArrayList<>();
    for (byte[] body : bodies) {
      decoded.add(codec.decode("test", body));
    }
    assertThat(decoded).isEqualTo(messages);
  }

  @Test
  void theBytesAreThoseOfTheSpecification() throws Exception {
    // type FIND_NODE (field 1), key "ab" (field 2)
    assertThat(
            Bytes.wrap(KadCodec.encode(KadMessage.findNode(Bytes.copyOf((byte) 'a', (byte) 'b')))))
        .isEqualTo(Bytes.fromHex("080412026162"));
    // PUT_VALUE is the type that proto2 leaves out; record is field 3 with key 1 and value 2
    Bytes key = Bytes.copyOf((byte) 'k');
    assertThat(
            Bytes.wrap(
                KadCodec.encode(KadMessage.putValue(new KadRecord(key, Bytes.copyOf((byte) 'v'))))))
        .isEqualTo(Bytes.fromHex("12016b1a060a016b120176"));
    // a closer peer is field 8, with id 1, address 2, connection 3
    KadMessage answer = codec.decode("test", answerOf("0a22", Fixture.multihash(1)));
    assertThat(answer.closer()).hasSize(1);
    assertThat(answer.closer().get(0).id()).isEqualTo(Fixture.id(1));
    assertThat(answer.closer().get(0).addresses()).hasToString("[/ip4/127.0.0.1/tcp/4001]");
    assertThat(answer.closer().get(0).connectedness()).isEqualTo(Connectedness.CONNECTED);
  }

  private static byte[] answerOf(String idField, Bytes id) {
    Bytes peer =
        Bytes.fromHex(idField)
            .concat(id)
            .concat(Bytes.fromHex("1208047f000001060fa1"))
            .concat(Bytes.fromHex("1801"));
    return Bytes.fromHex("0804")
        .concat(Bytes.copyOf((byte) 0x42, (byte) peer.size()))
        .concat(peer)
        .toArray();
  }

  @Test
  void peersAndAddressesThatCannotBeReadAreLeftOut() throws Exception {
    KadMessage noPeer = codec.decode("test", answerOf("0a03", Bytes.fromHex("112233")));
    assertThat(noPeer.closer()).isEmpty();
    // an address of an unknown protocol, beside a good one
    Bytes peer =
        Bytes.fromHex("0a22")
            .concat(Fixture.multihash(1))
            .concat(Bytes.fromHex("1202ff7f"))
            .concat(Bytes.fromHex("1208047f000001060fa1"));
    byte[] message = Bytes.copyOf((byte) 0x42, (byte) peer.size()).concat(peer).toArray();
    assertThat(codec.decode("test", message).closer().get(0).addresses()).hasSize(1);
  }

  @Test
  void anAddressThatNamesAnotherPeerIsLeftOut() throws Exception {
    KadPeer claimed = peer(1, "/ip4/1.2.3.4/tcp/1/p2p/" + Fixture.id(2), "/ip4/1.2.3.4/tcp/2");
    KadMessage message =
        new KadMessage(
            KadMessage.Type.FIND_NODE, Bytes.EMPTY, Optional.empty(), List.of(claimed), List.of());
    assertThat(codec.decode("test", KadCodec.encode(message)).closer().get(0).addresses())
        .hasToString("[/ip4/1.2.3.4/tcp/2]");
  }

  @Test
  void anAddressFloodIsCutAtTheLimitAndCounted() throws Exception {
    String[] many = new String[500];
    Arrays.setAll(many, i -> "/ip4/1.2.3.4/tcp/" + (1 + i));
    KadMessage message =
        new KadMessage(
            KadMessage.Type.FIND_NODE,
            Bytes.EMPTY,
            Optional.empty(),
            List.of(peer(1, many)),
            List.of());
    KadPeer decoded = codec.decode("test", KadCodec.encode(message)).closer().get(0);
    assertThat(decoded.addresses()).hasSize(KadLimits.Values.DEFAULT.maxAddresses());
    assertThat(fixture.limits.addresses().refused().value()).isEqualTo(1);
  }

  @Test
  void whatIsBeyondALimitIsRefusedWithScopeLimitAndKey() {
    byte[] tooLong = new byte[KadLimits.Values.DEFAULT.maxMessage() + 1];
    assertRefused(tooLong, "p2p.kad.max.message");
    assertRefused(
        KadCodec.encode(KadMessage.findNode(Bytes.wrap(new byte[257]))), "p2p.kad.max.key");
    assertRefused(
        KadCodec.encode(
            KadMessage.putValue(new KadRecord(Bytes.EMPTY, Bytes.wrap(new byte[8_193])))),
        "p2p.kad.max.value");
    List<KadPeer> many = new ArrayList<>();
    for (int i = 0; i < 65; i++) {
      many.add(peer(i));
    }
    assertRefused(
        KadCodec.encode(
            new KadMessage(
                KadMessage.Type.FIND_NODE, Bytes.EMPTY, Optional.empty(), many, List.of())),
        "p2p.kad.max.peers");
  }

  @Test
  void thousandsOfEmptyPeersAreRefusedBeforeTheyAreBuilt() {
    byte[] empty = new byte[60_000];
    for (int i = 0; i < empty.length; i += 2) {
      empty[i] = 0x42;
    }
    assertRefused(empty, "p2p.kad.max.peers");
  }

  private void assertRefused(byte[] encoded, String key) {
    assertThatThrownBy(() -> codec.decode("12D3test", encoded))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining(key)
        .hasMessageContaining("12D3test");
  }

  @Test
  void malformedBytesAreRefusedWithThePlace() {
    for (String hex :
        List.of(
            "ff",
            "0880",
            "0806",
            "1205ab",
            "03",
            "0b",
            "00",
            "420a0a",
            "1a020a05",
            "12ffffffffff")) {
      assertThatThrownBy(() -> codec.decode("12D3test", Bytes.fromHex(hex).toArray()))
          .as(hex)
          .isInstanceOfAny(KadMalformedException.class, LimitExceededException.class)
          .hasMessageContaining("12D3test");
    }
  }

  @Test
  void ofTenThousandMutilatedMessagesEachIsReadOrRefused() {
    SplittableRandom random = new SplittableRandom(20_261_128);
    int read = 0;
    int refused = 0;
    for (int i = 0; i < 10_000; i++) {
      byte[] good = KadCodec.encode(anyMessage(new Random(random.nextLong())));
      byte[] bad = Arrays.copyOf(good, random.nextInt(good.length + 1));
      for (int n = random.nextInt(4); n > 0 && bad.length > 0; n--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      try {
        KadMessage message = codec.decode("test", bad);
        // what was read can be said again
        assertThat(codec.decode("test", KadCodec.encode(message))).isEqualTo(message);
        read++;
      } catch (KadMalformedException | LimitExceededException e) {
        assertThat(e.getMessage()).contains("test");
        refused++;
      }
    }
    assertThat(read).isPositive();
    assertThat(refused).isGreaterThan(1_000);
  }

  @Test
  void unknownFieldsAreIgnored() throws Exception {
    // clusterLevelRaw (10) of go-libp2p, and a field nobody knows
    Bytes message =
        Bytes.wrap(KadCodec.encode(KadMessage.getValue(Bytes.copyOf((byte) 1))))
            .concat(Bytes.fromHex("500a"))
            .concat(Bytes.fromHex("a20603616263"));
    assertThat(codec.decode("test", message.toArray()))
        .isEqualTo(KadMessage.getValue(Bytes.copyOf((byte) 1)));
  }

  @Test
  void theTimeReceivedOfARecordIsIgnored() throws Exception {
    byte[] time = "2026-01-01T00:00:00Z".getBytes(StandardCharsets.US_ASCII);
    Bytes record =
        Bytes.fromHex("0a016b1201762a")
            .concat(Bytes.copyOf((byte) time.length))
            .concat(Bytes.wrap(time));
    byte[] message =
        Bytes.fromHex("080112016b1a")
            .concat(Bytes.copyOf((byte) record.size()))
            .concat(record)
            .toArray();
    assertThat(codec.decode("test", message).record())
        .contains(new KadRecord(Bytes.copyOf((byte) 'k'), Bytes.copyOf((byte) 'v')));
  }
}
