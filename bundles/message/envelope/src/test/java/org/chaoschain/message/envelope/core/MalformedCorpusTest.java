// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.chaoschain.message.envelope.core.Fixtures.ALICE;
import static org.chaoschain.message.envelope.core.Fixtures.MAX;
import static org.chaoschain.message.envelope.core.Fixtures.bytes;
import static org.chaoschain.message.envelope.core.Fixtures.join;
import static org.chaoschain.message.envelope.core.Fixtures.wire;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.chaoschain.proto.v1.ChaoschainMessage;
import org.chaoschain.proto.v1.Extension;
import org.chaoschain.proto.v1.MemeContent;
import org.junit.jupiter.api.Test;

/**
 * Bad bytes of every kind: each is refused by an {@link EnvelopeException}, and nothing else is
 * ever thrown.
 */
class MalformedCorpusTest {
  private static final byte[] U64_MAX =
      bytes(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01);

  private final List<byte[]> seeds =
      List.of(
          wire(Fixtures.status().build(), ALICE),
          wire(Fixtures.question().setInReplyTo("m-0").setCritical(true).build(), ALICE),
          wire(
              Fixtures.delegated(Delegations.sign(ALICE, Fixtures.delegation().build())).build(),
              Fixtures.NODE),
          wire(
              Fixtures.bare()
                  .setMeme(
                      MemeContent.newBuilder()
                          .setAuthor(Fixtures.publicKey(ALICE))
                          .setFormat("text/plain")
                          .setData(ByteString.copyFromUtf8("(o_o)")))
                  .build(),
              ALICE),
          wire(
              Fixtures.bare()
                  .setExtension(Extension.newBuilder().setType("chess").setSchemaVersion(7))
                  .build(),
              ALICE));

  @Test
  void truncated() {
    int cases = 0;
    for (byte[] seed : seeds) {
      for (int length = 0; length < seed.length; length++, cases++) {
        assertRefused(Arrays.copyOf(seed, length));
        assertRefused(Arrays.copyOfRange(seed, seed.length - length, seed.length));
      }
    }
    assertThat(cases).isGreaterThan(1_000);
  }

  @Test
  void oversized() {
    for (byte[] seed : seeds) {
      for (int extra = 1; extra <= 100; extra++) {
        assertRefused(join(seed, new byte[extra]));
        assertRefused(join(new byte[extra], seed));
      }
    }
    assertRefused(new byte[MAX]);
    assertRefused(new byte[MAX + 1]);
    byte[] full = new byte[MAX];
    Arrays.fill(full, (byte) 0xff);
    assertRefused(full);
  }

  @Test
  void everyFieldInEveryOtherPlace() {
    for (byte[] seed : seeds) {
      List<byte[]> fields = fields(seed);
      for (int from = 0; from < fields.size(); from++) {
        for (int to = 0; to < fields.size(); to++) {
          List<byte[]> moved = new ArrayList<>(fields);
          moved.add(to, moved.remove(from));
          if (from != to) {
            assertRefused(join(moved.toArray(byte[][]::new)));
          }
          List<byte[]> doubled = new ArrayList<>(fields);
          doubled.add(to, fields.get(from));
          assertRefused(join(doubled.toArray(byte[][]::new)));
        }
      }
    }
  }

  @Test
  void theLargestNumberInEveryPlace() {
    int cases = 0;
    for (byte[] seed : seeds) {
      for (int at = 0; at < seed.length; at++, cases++) {
        byte[] head = Arrays.copyOf(seed, at);
        byte[] tail = Arrays.copyOfRange(seed, at + 1, seed.length);
        byte[] wire = join(head, U64_MAX, tail);
        assertRefused(wire);
        judge(resigned(wire));
      }
    }
    assertThat(cases).isGreaterThan(1_000);
  }

  @Test
  void everyByteReplaced() {
    for (byte[] seed : seeds) {
      for (int at = 0; at < seed.length; at++) {
        for (int value : new int[] {0x00, 0x01, 0x7f, 0x80, 0xff}) {
          if (seed[at] != (byte) value) {
            byte[] wire = seed.clone();
            wire[at] = (byte) value;
            assertRefused(wire);
            judge(resigned(wire));
          }
        }
      }
    }
  }

  @Test
  void noise() {
    long seed = 20_261_122;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] wire = new byte[random.nextInt(300)];
      random.nextBytes(wire);
      if (i % 2 == 0 && wire.length >= 66) {
        wire[wire.length - 66] = 0x4a;
        wire[wire.length - 65] = 0x40;
      }
      assertRefused(wire);
    }
  }

  @Test
  void deepNesting() {
    byte[] inside = new byte[0];
    for (int depth = 0; depth < 2_000; depth++) {
      inside = join(bytes(0x22), varint(inside.length), inside);
    }
    byte[] message = Fixtures.bare().build().toByteArray();
    judge(wire(join(message, bytes(0x32), varint(inside.length), inside), ALICE));
    byte[] groups = new byte[20_000];
    Arrays.fill(groups, (byte) 0x23);
    assertRefused(wire(join(message, bytes(0x32), varint(groups.length), groups), ALICE));
  }

  /**
   * The bytes before the last 66, signed again: so that what lies behind the signature is reached
   * too.
   */
  private static byte[] resigned(byte[] wire) {
    return wire(Arrays.copyOf(wire, Math.max(0, wire.length - 66)), ALICE);
  }

  private static void assertRefused(byte[] wire) {
    if (judge(wire).isEmpty()) {
      fail("not refused: %s", HexFormat.of().formatHex(wire));
    }
  }

  /** The refusal, if there is one. */
  private static Optional<EnvelopeException> judge(byte[] wire) {
    try {
      EnvelopeVerifier.verify(EnvelopeParser.parse(wire, MAX));
      return Optional.empty();
    } catch (EnvelopeException e) {
      assertThat(e.offset()).isBetween(0, wire.length);
      assertThat(e.code()).matches("[a-z-]+");
      return Optional.of(e);
    } catch (RuntimeException | Error e) {
      throw new AssertionError("thrown at " + HexFormat.of().formatHex(wire), e);
    }
  }

  private static List<byte[]> fields(byte[] wire) {
    List<byte[]> fields = new ArrayList<>();
    WireCursor cursor = new WireCursor(wire);
    try {
      while (!cursor.atEnd()) {
        cursor.next();
        fields.add(
            Arrays.copyOfRange(
                wire, cursor.fieldStart(), cursor.bodyStart() + cursor.bodyLength()));
      }
    } catch (MalformedEnvelopeException e) {
      throw new AssertionError(e);
    }
    assertThat(fields.size()).isGreaterThan(ChaoschainMessage.MESSAGE_ID_FIELD_NUMBER);
    return fields;
  }

  private static byte[] varint(int value) {
    byte[] bytes = new byte[0];
    int rest = value;
    while (rest >= 0x80) {
      bytes = join(bytes, bytes((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    return join(bytes, bytes(rest));
  }
}
