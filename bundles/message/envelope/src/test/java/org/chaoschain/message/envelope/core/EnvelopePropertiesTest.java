// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chaoschain.message.envelope.core.Fixtures.MAX;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.chaoschain.proto.v1.AgentCommunication;
import org.chaoschain.proto.v1.ChaoschainMessage;
import org.chaoschain.proto.v1.CommunicationType;
import org.chaoschain.proto.v1.Discussion;
import org.chaoschain.proto.v1.Extension;
import org.chaoschain.proto.v1.MemeContent;

class EnvelopePropertiesTest {
  /** A message and the key of its sender. */
  record Said(Ed25519Key key, ChaoschainMessage message) {}

  @Property(tries = 300)
  void whatIsSignedIsReadBackAsItWas(@ForAll("said") Said said) throws EnvelopeException {
    VerifiedEnvelope signed = new EnvelopeSigner(said.key()).sign(said.message());
    Envelope read = EnvelopeParser.parse(signed.envelope().wire(), MAX);
    assertThat(read).isEqualTo(signed.envelope());
    assertThat(read.message().toBuilder().clearSignature().build()).isEqualTo(said.message());
    assertThat(EnvelopeVerifier.verify(read).signer()).isEqualTo(said.key().publicKey());
    assertThat(read.digest()).isEqualTo(signed.envelope().digest());
    assertThat(read.signedDigest()).isEqualTo(signed.envelope().signedDigest());
    assertThat(read.digest()).isNotEqualTo(read.signedDigest());
  }

  @Property(tries = 1_000)
  void noBitCanBeFlipped(@ForAll("said") Said said, @ForAll @IntRange(min = 0) int place)
      throws EnvelopeException {
    byte[] wire = new EnvelopeSigner(said.key()).sign(said.message()).envelope().wire();
    int bit = place % (wire.length * 8);
    wire[bit / 8] ^= (byte) (1 << (bit % 8));
    assertThat(isVerified(wire)).isFalse();
  }

  @Property(tries = 200)
  void unknownFieldsSurvive(
      @ForAll("said") Said said,
      @ForAll @IntRange(min = 26, max = 536_870_911) int number,
      @ForAll long value)
      throws EnvelopeException {
    if (number >= 19_000 && number <= 19_999) {
      return; // reserved by protobuf
    }
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(number, UnknownFieldSet.Field.newBuilder().addVarint(value).build())
            .build();
    ChaoschainMessage message = said.message().toBuilder().setUnknownFields(unknown).build();
    byte[] wire = new EnvelopeSigner(said.key()).sign(message).envelope().wire();
    Envelope read = EnvelopeParser.parse(wire, MAX);
    assertThat(read.wire()).isEqualTo(wire);
    assertThat(read.message().getUnknownFields()).isEqualTo(unknown);
  }

  @Property(tries = 2_000)
  void anyBytesAreRefusedOrRead(@ForAll byte[] noise) {
    assertThat(isVerified(noise)).isFalse();
  }

  private static boolean isVerified(byte[] wire) {
    try {
      EnvelopeVerifier.verify(EnvelopeParser.parse(wire, MAX));
      return true;
    } catch (EnvelopeException e) {
      return false;
    }
  }

  @Provide
  Arbitrary<Said> said() {
    Arbitrary<Ed25519Key> keys =
        Arbitraries.bytes().array(byte[].class).ofSize(32).map(Ed25519Key::ofSeed);
    Arbitrary<String> ids =
        Arbitraries.strings().withCharRange('!', '~').ofMinLength(1).ofMaxLength(64);
    Arbitrary<String> chains =
        Arbitraries.strings()
            .withCharRange('a', 'z')
            .numeric()
            .withChars('.', '-')
            .ofMinLength(1)
            .ofMaxLength(32);
    Arbitrary<Timestamp> times =
        Combinators.combine(
                Arbitraries.longs().between(0, 253_402_300_799L),
                Arbitraries.integers().between(0, 999_999_999))
            .as((s, n) -> Timestamp.newBuilder().setSeconds(s).setNanos(n).build());
    return Combinators.combine(
            keys,
            ids,
            chains,
            times,
            Arbitraries.strings().ofMaxLength(80),
            Arbitraries.integers().between(0, 2))
        .as(EnvelopePropertiesTest::say);
  }

  private static Said say(
      Ed25519Key key, String id, String chain, Timestamp at, String text, int kind) {
    ByteString sender = Fixtures.publicKey(key);
    String utf8 = ByteString.copyFromUtf8(text).toStringUtf8();
    ChaoschainMessage.Builder message =
        ChaoschainMessage.newBuilder()
            .setVersion(1)
            .setMessageId(id)
            .setCreatedAt(at)
            .setSender(sender)
            .setChainId(chain);
    switch (kind) {
      case 0 ->
          message.setAgentComm(
              AgentCommunication.newBuilder()
                  .setAgentId(sender)
                  .setType(CommunicationType.COMMUNICATION_TYPE_DISCUSSION)
                  .setDiscussion(Discussion.newBuilder().setText(utf8)));
      case 1 ->
          message.setMeme(
              MemeContent.newBuilder().setAuthor(sender).setData(ByteString.copyFromUtf8(utf8)));
      default ->
          message.setExtension(
              Extension.newBuilder().setType("x").setBody(ByteString.copyFromUtf8(utf8)));
    }
    return new Said(key, message.build());
  }
}
