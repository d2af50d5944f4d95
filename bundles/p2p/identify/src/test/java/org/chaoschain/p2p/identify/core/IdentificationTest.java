// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identify.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.proto.libp2p.Identify;
import org.junit.jupiter.api.Test;

class IdentificationTest {
  private static Identification identification(int recordSize) {
    return new Identification(
        Optional.of(Bytes.wrap(new byte[36])),
        List.of(Multiaddr.parse("/ip4/192.0.2.1/tcp/4001"), Multiaddr.parse("/dns4/a.test/tcp/1")),
        List.of("/a/1", "/b/1"),
        Optional.of(Multiaddr.parse("/ip6/2001:db8::1/tcp/2")),
        "version",
        "agent",
        Optional.of(Bytes.wrap(new byte[recordSize])));
  }

  @Test
  void it_reads_what_it_wrote() throws Exception {
    Identification small = identification(100);
    assertThat(small.encode()).hasSize(1);
    assertThat(Identification.decode(small.encode())).isEqualTo(small);
  }

  @Test
  void a_large_record_goes_into_a_message_of_its_own() throws Exception {
    Identification large = identification(4096);
    List<byte[]> messages = large.encode();
    assertThat(messages).hasSize(2);
    assertThat(messages.get(0).length).isLessThan(4096);
    assertThat(Identification.decode(messages)).isEqualTo(large);
    List<byte[]> turned = new ArrayList<>(messages);
    Collections.reverse(turned);
    assertThat(Identification.decode(turned)).describedAs("any order").isEqualTo(large);
  }

  @Test
  void addresses_that_are_not_understood_are_left_out() throws Exception {
    byte[] encoded =
        Identify.newBuilder()
            .addListenAddrs(com.google.protobuf.ByteString.copyFrom(new byte[] {-1, -1}))
            .setObservedAddr(com.google.protobuf.ByteString.copyFrom(new byte[] {4, 1}))
            .build()
            .toByteArray();
    Identification read = Identification.decode(List.of(encoded));
    assertThat(read.addresses()).isEmpty();
    assertThat(read.observed()).isEmpty();
    assertThat(read.publicKey()).isEmpty();
  }

  @Test
  void long_texts_are_cut_and_long_lists_refused() throws Exception {
    byte[] texts =
        Identify.newBuilder()
            .setAgentVersion("x".repeat(5000))
            .addProtocols("y".repeat(5000))
            .build()
            .toByteArray();
    Identification read = Identification.decode(List.of(texts));
    assertThat(read.agentVersion()).hasSize(256);
    assertThat(read.protocols().get(0)).hasSize(256);
    byte[] list =
        Identify.newBuilder()
            .addAllProtocols(Collections.nCopies(1025, "/x"))
            .build()
            .toByteArray();
    assertThatThrownBy(() -> Identification.decode(List.of(list)))
        .isInstanceOf(Identification.MalformedIdentificationException.class)
        .hasMessageContaining("1025");
    byte[] half =
        Identify.newBuilder().addAllProtocols(Collections.nCopies(600, "/x")).build().toByteArray();
    assertThatThrownBy(() -> Identification.decode(List.of(half, half)))
        .describedAs("the lists of all messages together")
        .isInstanceOf(Identification.MalformedIdentificationException.class);
  }

  @Test
  void long_lists_of_addresses_are_refused_before_one_is_read() {
    Identify.Builder many = Identify.newBuilder();
    for (int i = 0; i < 1025; i++) {
      many.addListenAddrs(com.google.protobuf.ByteString.copyFrom(new byte[] {-1}));
    }
    byte[] list = many.build().toByteArray();
    assertThatThrownBy(() -> Identification.decode(List.of(list)))
        .isInstanceOf(Identification.MalformedIdentificationException.class)
        .hasMessageContaining("1025 addresses; at most 1024");
  }

  @Test
  void malformed_messages_are_refused_or_read_and_nothing_else_happens() {
    int refused = 0;
    for (byte[] bad : malformed(identification(50).encode().get(0), 7)) {
      try {
        Identification read = Identification.decode(List.of(bad));
        assertThat(read.protocols().size()).isLessThanOrEqualTo(1024);
      } catch (Identification.MalformedIdentificationException e) {
        refused++;
        assertThat(e.getMessage()).isNotBlank();
      }
    }
    assertThat(refused).isGreaterThan(300);
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
}
