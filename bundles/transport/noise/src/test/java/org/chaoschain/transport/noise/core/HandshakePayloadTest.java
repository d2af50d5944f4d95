// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.testkit.sim.RecordedMetrics;

class HandshakePayloadTest {
  private static final HandshakePayload GOOD =
      new HandshakePayload(
          Bytes.fromHex("08011220" + "11".repeat(32)),
          Bytes.fromHex("22".repeat(64)),
          List.of("/yamux/1.0.0", "/mplex/6.7.0"));
  private static final String MAX_U64 = "ffffffffffffffffff01";

  private final RecordedMetrics metrics = new RecordedMetrics();
  private final HandshakeLimits limits = new NoiseMeters(metrics, NoiseConfig.DEFAULTS).handshake();

  @Example
  void theFormIsThatOfTheSpecification() {
    assertThat(GOOD.encode().hex())
        .isEqualTo(
            "0a24"
                + "08011220"
                + "11".repeat(32)
                + "1240"
                + "22".repeat(64)
                + "221c"
                + "120c2f79616d75782f312e302e30"
                + "120c2f6d706c65782f362e372e30");
  }

  @Example
  void whatWasEncodedIsDecoded() throws Exception {
    assertThat(decode(GOOD.encode())).isEqualTo(GOOD);
    HandshakePayload bare =
        new HandshakePayload(GOOD.identityKey(), GOOD.identitySignature(), List.of());
    assertThat(decode(bare.encode())).isEqualTo(bare);
  }

  @Example
  void unknownFieldsAreSkipped() throws Exception {
    String unknown = "18" + MAX_U64 + "1a0161" + "290102030405060708" + "2d01020304" + "f83f00";
    Bytes more = Bytes.fromHex(unknown).concat(GOOD.encode()).concat(Bytes.fromHex(unknown));
    assertThat(decode(more)).isEqualTo(GOOD);
    Bytes certificates = Bytes.fromHex("0a0161" + "120161");
    Bytes extensions = Bytes.copyOf((byte) 0x22, (byte) certificates.size()).concat(certificates);
    assertThat(decode(Bytes.fromHex("0a0101" + "120102").concat(extensions)).muxers())
        .containsExactly("a");
  }

  @Example
  void whatIsBrokenIsRefusedWithItsOffset() {
    refused("", "offset 0: the field identity_key is missing");
    refused("0a0101", "offset 3: the field identity_sig is missing");
    refused("0a01010a0101", "offset 3: the field 1 is there twice");
    refused("220022001201ff0a01ff", "offset 2: the field extensions is there twice");
    refused("0801", "offset 0: the field 1 has the wire type 0, not 2");
    refused("0a05010203", "offset 0: the field 1 has 5 bytes, 3 are left");
    refused("0a" + MAX_U64, "the field 1 has 18446744073709551615 bytes, 0 are left");
    refused("0affffffffffffffffff7f", "a number has more than 64 bits");
    refused("0a80", "a number is cut off");
    refused("0200", "a field has the number 0");
    refused(MAX_U64, "a field has the number 2305843009213693951");
    refused("1b", "the field 3 has the wire type 3");
    refused("22031201ff", "offset 2: the field 2 is not UTF-8");
    refused("220312056161", "the field 2 has 5 bytes, 1 are left");
  }

  @Example
  void theNumberOfMuxersIsBoundedAndTheRefusalIsCounted() {
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 33; i++) {
      many.add("/m/" + i);
    }
    Bytes encoded =
        new HandshakePayload(GOOD.identityKey(), GOOD.identitySignature(), many).encode();
    assertThatThrownBy(() -> decode(encoded))
        .isInstanceOfSatisfying(
            NoiseException.class, e -> assertThat(e.kind()).isEqualTo(NoiseException.Cause.LIMIT))
        .hasMessageContaining("33 muxers is above the limit of 32")
        .hasMessageContaining("transport.noise.max.handshake.muxers");
    assertThat(metrics.refusals("transport.noise.max.handshake.muxers")).isEqualTo(1);
  }

  @Example
  void aCorpusOfMalformedBytesIsRefusedOrHarmless() {
    List<byte[]> corpus = corpus(GOOD.encode().toArray());
    assertThat(corpus.size()).isGreaterThan(1500);
    int refused = 0;
    for (byte[] bad : corpus) {
      try {
        decode(Bytes.copyOf(bad));
      } catch (NoiseException e) {
        assertThat(e).hasMessageContaining("payload");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(500);
  }

  @Property(tries = 1000)
  void arbitraryBytesNeverDoMoreThanFail(@ForAll @Size(max = 100) byte[] noise) {
    try {
      decode(Bytes.copyOf(noise));
    } catch (NoiseException e) {
      assertThat(e.kind()).isIn(NoiseException.Cause.MALFORMED, NoiseException.Cause.LIMIT);
    }
  }

  /**
   * Truncated, with each bit flipped, with parts left out, doubled and swapped, and huge numbers.
   */
  static List<byte[]> corpus(byte[] good) {
    List<byte[]> corpus = new ArrayList<>();
    byte[] huge = Bytes.fromHex(MAX_U64).toArray();
    for (int i = 0; i < good.length; i++) {
      byte[] front = Arrays.copyOf(good, i);
      byte[] back = Arrays.copyOfRange(good, i, good.length);
      corpus.add(front);
      corpus.add(back.length == good.length ? huge : back);
      corpus.add(concat(back, concat(front, new byte[] {1})));
      corpus.add(concat(front, concat(huge, back)));
      corpus.add(concat(front, concat(huge, Arrays.copyOfRange(back, 1, back.length))));
      corpus.add(concat(concat(front, good), back));
      for (int bit = 0; bit < 8; bit++) {
        byte[] flipped = good.clone();
        flipped[i] ^= (byte) (1 << bit);
        corpus.add(flipped);
      }
    }
    return corpus;
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] joined = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, joined, a.length, b.length);
    return joined;
  }

  private void refused(String hex, String message) {
    assertThatThrownBy(() -> decode(Bytes.fromHex(hex)))
        .isInstanceOf(NoiseException.class)
        .hasMessageContaining(message);
  }

  private HandshakePayload decode(Bytes encoded) throws NoiseException {
    return HandshakePayload.decode(encoded, limits);
  }
}
