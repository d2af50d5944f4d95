// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.CommunicationType;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.MalformedMessageException;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.envelope.core.Delegations;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.proto.v1.Delegation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProtobufMessageCodecTest {
  private static final int MAX = 262_144;
  private static final Ed25519Key ALICE = key(1);
  private static final Ed25519Key NODE = key(3);
  private static final AgentId BOB = key(2).agent();
  private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");
  private static final Extension EXTENSION =
      new Extension("ascii-meme", 1, Bytes.copyOf((byte) 7), "a cat");

  private final CountingMetrics metrics = new CountingMetrics();
  private final ProtobufMessageCodec codec = new ProtobufMessageCodec(metrics);

  static Stream<Payload> payloads() {
    Bytes hash = Bytes.wrap(new byte[32]);
    Stream<Content> contents =
        Stream.of(
            new Content.Alliance("a-1", Content.Alliance.Action.PROPOSE, "peace"),
            new Content.Alliance("a-1", Content.Alliance.Action.ACCEPT, ""),
            new Content.Alliance("a-1", Content.Alliance.Action.REJECT, ""),
            new Content.Alliance("a-1", Content.Alliance.Action.DISSOLVE, ""),
            new Content.Discussion("chaos", "why?", "m-0"),
            new Content.MemeShare(hash, "ha"),
            new Content.Status("calm", "all is well ✓"),
            new Content.Announcement("Alice", "an agent", List.of("chess", "go")),
            new Content.Extended(EXTENSION),
            new Content.Unknown(CommunicationType.ALLIANCE, 4, Bytes.fromHex("1009")));
    return Stream.concat(
        contents.flatMap(
            c ->
                Stream.of(
                    new Payload.AgentCommunication(ALICE.agent(), Optional.of(BOB), c),
                    new Payload.AgentCommunication(ALICE.agent(), Optional.empty(), c))),
        Stream.of(
            new Payload.Meme(BOB, "text/plain", "look", hash, Bytes.copyOf((byte) 1), ""),
            new Payload.Meme(BOB, "image/png", "", hash, Bytes.EMPTY, "https://a.example/1"),
            new Payload.Extended(EXTENSION),
            new Payload.Opaque(5, Bytes.fromHex("08011002")),
            new Payload.Opaque(14, Bytes.fromHex("0807"))));
  }

  @ParameterizedTest
  @MethodSource("payloads")
  void whatIsEncodedIsDecodedAsItWas(Payload payload) throws MalformedMessageException {
    Message message = message(payload);
    SignedMessage encoded = codec.encode(message, ALICE);
    assertThat(encoded.message()).isEqualTo(message);
    SignedMessage decoded = codec.decode(encoded.wire(), MAX);
    assertThat(decoded).isEqualTo(encoded);
    codec.verify(decoded);
  }

  @Test
  void theOptionalPartsOfTheEnvelopeAreKept() throws MalformedMessageException {
    Message full =
        new Message(
            1,
            "m-2",
            MADE.plusNanos(1),
            ALICE.agent(),
            "chaos-test",
            new Payload.Extended(EXTENSION),
            Optional.of(MADE.plusSeconds(60)),
            Optional.of("m-1"),
            true,
            Optional.of(delegation()));
    SignedMessage encoded = codec.encode(full, NODE);
    assertThat(encoded.message()).isEqualTo(full);
    codec.verify(encoded);
  }

  @Test
  void aContentOfALaterVersionIsKeptAsBytes() throws MalformedMessageException {
    String later = "0a20" + ALICE.publicKey().hex() + "180c" + "62020707";
    Message message = message(new Payload.Opaque(6, Bytes.fromHex(later)));
    assertThat(codec.encode(message, ALICE).message()).isEqualTo(message);
  }

  @Test
  void whoIsNotTheSenderCannotSign() {
    assertThatThrownBy(() -> codec.encode(message(new Payload.Extended(EXTENSION)), NODE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(ALICE.publicKey().hex());
  }

  @Test
  void whatAReceiverWouldRefuseIsNotEncoded() {
    MalformedMessageException e =
        catchThrowableOfType(
            MalformedMessageException.class,
            () ->
                codec.encode(
                    message(new Payload.Extended(new Extension("A B", 1, Bytes.EMPTY, ""))),
                    ALICE));
    assertThat(e.reason()).isEqualTo("extension-type");
    assertThatThrownBy(() -> codec.encode(message(new Payload.Opaque(0, Bytes.EMPTY)), ALICE))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("field number is 0");
    assertThat(metrics.counted()).as("only what others sent is counted").isEmpty();
  }

  @Test
  void aRefusalNamesReasonOffsetValueAndLimitAndIsCounted() throws MalformedMessageException {
    SignedMessage good = codec.encode(message(new Payload.Extended(EXTENSION)), ALICE);
    MalformedMessageException e =
        catchThrowableOfType(MalformedMessageException.class, () -> codec.decode(good.wire(), 100));
    assertThat(e.reason()).isEqualTo("too-large");
    assertThat(e).hasMessageContaining(good.wire().size() + " bytes").hasMessageContaining("100");
    assertThat(metrics.counted()).containsExactly("message.envelope.refused[reason, too-large]=1");
  }

  @Test
  void aBrokenSignatureIsFoundByVerification() throws MalformedMessageException {
    byte[] wire = codec.encode(message(new Payload.Extended(EXTENSION)), ALICE).wire().toArray();
    wire[wire.length - 1] ^= 1;
    SignedMessage decoded = codec.decode(Bytes.wrap(wire), MAX);
    MalformedMessageException e =
        catchThrowableOfType(MalformedMessageException.class, () -> codec.verify(decoded));
    assertThat(e.reason()).isEqualTo("bad-signature");
    assertThat(metrics.counted())
        .containsExactly("message.envelope.refused[reason, bad-signature]=1");
  }

  @Test
  void aDelegationForAnotherTopicIsFoundByVerification() throws MalformedMessageException {
    Message share =
        new Message(
            1,
            "m-2",
            MADE,
            ALICE.agent(),
            "chaos-test",
            new Payload.Meme(BOB, "text/plain", "", Bytes.EMPTY, Bytes.EMPTY, ""),
            Optional.of(MADE.plusSeconds(60)),
            Optional.empty(),
            false,
            Optional.of(delegation()));
    MalformedMessageException e =
        catchThrowableOfType(MalformedMessageException.class, () -> codec.encode(share, NODE));
    assertThat(e.reason()).isEqualTo("bad-delegation");
  }

  @Test
  void itIsCalledProtobuf() {
    assertThat(codec.name()).isEqualTo("protobuf");
  }

  private static Message message(Payload payload) {
    return new Message(
        1,
        "m-1",
        MADE,
        ALICE.agent(),
        "chaos-test",
        payload,
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty());
  }

  private static Bytes delegation() {
    Delegation delegation =
        Delegation.newBuilder()
            .setAgent(ByteString.copyFrom(ALICE.publicKey().toArray()))
            .setNodeKey(ByteString.copyFrom(NODE.publicKey().toArray()))
            .setChainId("chaos-test")
            .addTopics("agents")
            .setExpiresAt(Timestamp.newBuilder().setSeconds(MADE.getEpochSecond() + 3_600))
            .build();
    return Bytes.wrap(Delegations.sign(ALICE, delegation).toByteArray());
  }

  private static Ed25519Key key(int fill) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) fill);
    return Ed25519Key.ofSeed(seed);
  }
}
