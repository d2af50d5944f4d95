// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.mdns.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.mdns.core.Packet;
import org.chaoschain.p2p.mdns.core.Question;
import org.chaoschain.p2p.mdns.core.Resource;
import org.junit.jupiter.api.Test;

class DnsCodecTest {
  private static final String SERVICE = "_p2p._udp.local";
  private static final Packet.Response RESPONSE =
      new Packet.Response(
          List.of(new Resource.Pointer(SERVICE, 120, "abc." + SERVICE)),
          List.of(
              new Resource.Texts("abc." + SERVICE, 120, List.of("dnsaddr=/a", "dnsaddr=/b", ""))));

  private static byte[] encoded(Packet packet) {
    ByteBuf bytes = DnsCodec.encode(packet, UnpooledByteBufAllocator.DEFAULT);
    try {
      return ByteBufUtil.getBytes(bytes);
    } finally {
      bytes.release();
    }
  }

  private static Packet decoded(byte[] bytes) throws MalformedPacketException {
    return DnsCodec.decode(Unpooled.wrappedBuffer(bytes)).orElseThrow();
  }

  @Test
  void theQueryHasTheBytesOfTheStandard() {
    assertThat(
            ByteBufUtil.hexDump(
                encoded(new Packet.Query(List.of(new Question(SERVICE, Question.PTR))))))
        .isEqualTo(
            "000000000001000000000000" // id 0, query, one question
                + "045f703270045f756470056c6f63616c00" // 4 _p2p 4 _udp 5 local 0
                + "000c0001"); // PTR IN
  }

  @Test
  void whatWasWrittenIsRead() throws Exception {
    assertThat(decoded(encoded(RESPONSE))).isEqualTo(RESPONSE);
    Packet query = new Packet.Query(List.of(new Question("a.local", Question.ANY)));
    assertThat(decoded(encoded(query))).isEqualTo(query);
  }

  @Test
  void placesAreWrittenForOthersAndPassedOver() throws Exception {
    Packet.Response places =
        new Packet.Response(
            List.of(
                new Resource.Location("abc." + SERVICE, 120, 4001, "abc.p2p.local"),
                new Resource.Address("abc.p2p.local", 120, Bytes.fromHex("c0000201")),
                new Resource.Address("abc.p2p.local", 120, Bytes.wrap(new byte[16]))),
            List.of());
    byte[] bytes = encoded(places);
    String hex = ByteBufUtil.hexDump(bytes);
    assertThat(hex)
        .contains(
            "00218001"
                + "00000078"
                + "0015"
                + "000000000fa1"
                + "03616263033270".replace("033270", "03703270"))
        .contains("00018001" + "00000078" + "0004" + "c0000201")
        .contains("001c8001" + "00000078" + "0010");
    assertThat(decoded(bytes)).isEqualTo(new Packet.Response(List.of(), List.of()));
  }

  @Test
  void compressedNamesAreRead() throws Exception {
    String hex =
        "000084000000000100000000"
            + "045f703270045f756470056c6f63616c00" // at 12
            + "000c0001"
            + "00000078"
            + "0006"
            + "03616263"
            + "c00c"; // abc, then offset 12
    assertThat(decoded(ByteBufUtil.decodeHexDump(hex)))
        .isEqualTo(
            new Packet.Response(
                List.of(new Resource.Pointer(SERVICE, 120, "abc." + SERVICE)), List.of()));
  }

  @Test
  void aNameThatPointsToItselfIsRefused() {
    String hex = "000084000000000100000000" + "c00c" + "000c0001" + "00000078" + "0002" + "c00c";
    assertThatThrownBy(() -> decoded(ByteBufUtil.decodeHexDump(hex)))
        .isInstanceOf(MalformedPacketException.class);
  }

  @Test
  void otherKindsOfMessageAreNothing() throws Exception {
    byte[] update = encoded(RESPONSE);
    update[2] |= 0x28;
    assertThat(DnsCodec.decode(Unpooled.wrappedBuffer(update))).isEmpty();
  }

  @Test
  void countsThatLieAreRefused() {
    byte[] lies = encoded(RESPONSE);
    lies[6] = -1;
    assertThatThrownBy(() -> decoded(lies)).isInstanceOf(MalformedPacketException.class);
  }

  @Test
  void aCorpusOfMalformedPacketsIsRefusedOrHarmless() {
    byte[] good = encoded(RESPONSE);
    SplittableRandom random = new SplittableRandom(5);
    int refused = 0;
    for (int i = 0; i < 5000; i++) {
      byte[] bad = i < good.length ? Arrays.copyOf(good, i) : good.clone();
      for (int change = 0; change < 3 && i >= good.length; change++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      ByteBuf bytes = Unpooled.wrappedBuffer(bad);
      try {
        DnsCodec.decode(bytes);
      } catch (MalformedPacketException e) {
        refused++;
        assertThat(e.getMessage()).isNotBlank();
      }
      assertThat(bytes.refCnt()).isEqualTo(1);
      bytes.release();
    }
    assertThat(refused).isGreaterThan(500);
  }
}
