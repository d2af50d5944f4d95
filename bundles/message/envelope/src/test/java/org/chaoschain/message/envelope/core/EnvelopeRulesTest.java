// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.chaoschain.message.envelope.core.Fixtures.ALICE;
import static org.chaoschain.message.envelope.core.Fixtures.MAX;
import static org.chaoschain.message.envelope.core.Fixtures.NEW_YEAR;
import static org.chaoschain.message.envelope.core.Fixtures.bare;
import static org.chaoschain.message.envelope.core.Fixtures.bytes;
import static org.chaoschain.message.envelope.core.Fixtures.communication;
import static org.chaoschain.message.envelope.core.Fixtures.join;
import static org.chaoschain.message.envelope.core.Fixtures.publicKey;
import static org.chaoschain.message.envelope.core.Fixtures.says;
import static org.chaoschain.message.envelope.core.Fixtures.status;
import static org.chaoschain.message.envelope.core.Fixtures.time;
import static org.chaoschain.message.envelope.core.Fixtures.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import org.chaoschain.message.envelope.core.UnacceptableEnvelopeException.Reason;
import org.chaoschain.proto.v1.AgentCommunication;
import org.chaoschain.proto.v1.ChaoschainMessage;
import org.chaoschain.proto.v1.CommunicationType;
import org.chaoschain.proto.v1.ConsensusVote;
import org.chaoschain.proto.v1.Extension;
import org.chaoschain.proto.v1.MemeContent;
import org.chaoschain.proto.v1.Status;
import org.junit.jupiter.api.Test;

class EnvelopeRulesTest {
  private static final ByteString SHORT_KEY = ByteString.copyFrom(new byte[31]);

  @Test
  void aGoodMessageIsAccepted() throws EnvelopeException {
    Envelope envelope = EnvelopeParser.parse(wire(status().build(), ALICE), MAX);
    assertThat(envelope.kind()).contains(PayloadKind.AGENT_COMMUNICATION);
    assertThat(envelope.sender()).isEqualTo(ALICE.publicKey());
    assertThat(envelope.message().getAgentComm().getStatus().getMood()).isEqualTo("calm");
  }

  @Test
  void anotherVersionIsRefusedAndTheSpokenOnesAreNamed() {
    for (long version : new long[] {0, 2, Long.MAX_VALUE, -1}) {
      UnacceptableEnvelopeException e = refusal(status().setVersion(version));
      assertThat(e.reason()).isEqualTo(Reason.VERSION);
      assertThat(e.value()).isEqualTo(Long.toUnsignedString(version));
      assertThat(e.getMessage()).contains("spoken versions are: 1");
    }
  }

  @Test
  void theSenderIsAKeyOf32Bytes() {
    assertRefused(status().setSender(SHORT_KEY), Reason.SENDER);
    assertRefused(status().clearSender(), Reason.SENDER);
  }

  @Test
  void theChainIdIsAName() {
    assertRefused(status().clearChainId(), Reason.CHAIN_ID);
    assertRefused(status().setChainId("Chaos"), Reason.CHAIN_ID);
    assertRefused(status().setChainId("a/b"), Reason.CHAIN_ID);
    assertRefused(status().setChainId("a".repeat(33)), Reason.CHAIN_ID);
    assertThat(refusal(status().setChainId("a".repeat(32)))).isNull();
  }

  @Test
  void theMessageOfAnotherChainIsRefused() throws EnvelopeException {
    Envelope envelope = EnvelopeParser.parse(wire(status().build(), ALICE), MAX);
    EnvelopeRules.requireChain(envelope, "chaos-test");
    UnacceptableEnvelopeException e =
        catchThrowableOfType(
            UnacceptableEnvelopeException.class,
            () -> EnvelopeRules.requireChain(envelope, "other"));
    assertThat(e.reason()).isEqualTo(Reason.CHAIN_ID);
    assertThat(e.offset()).isEqualTo(envelope.layout().fields().of(21));
  }

  @Test
  void theMessageIdIsBounded() {
    assertRefused(status().clearMessageId(), Reason.MESSAGE_ID);
    assertRefused(status().setMessageId("a b"), Reason.MESSAGE_ID);
    assertRefused(status().setMessageId("line\nbreak"), Reason.MESSAGE_ID);
    assertRefused(status().setMessageId("é"), Reason.MESSAGE_ID);
    assertRefused(status().setMessageId("x".repeat(65)), Reason.MESSAGE_ID);
    assertThat(refusal(status().setMessageId("x".repeat(64)))).isNull();
  }

  @Test
  void aRefusedTextGoesIntoTheMessageBoundedAndInPrintableAscii() {
    String message = refusal(status().setMessageId("\u001b[2J\n".repeat(1000))).getMessage();
    assertThat(message).hasSizeLessThan(300).matches("[\\x20-\\x7e]*");
  }

  @Test
  void theIdAnsweredIsBounded() {
    assertRefused(status().setInReplyTo("x".repeat(65)), Reason.IN_REPLY_TO);
    assertThat(refusal(status().setInReplyTo("m-0"))).isNull();
  }

  @Test
  void theTimesAreTimes() {
    assertRefused(status().clearCreatedAt(), Reason.CREATED_AT);
    assertRefused(status().setCreatedAt(time(-1)), Reason.CREATED_AT);
    assertRefused(status().setCreatedAt(time(253_402_300_800L)), Reason.CREATED_AT);
    assertRefused(status().setCreatedAt(time(Long.MAX_VALUE)), Reason.CREATED_AT);
    assertRefused(status().setCreatedAt(nanos(-1)), Reason.CREATED_AT);
    assertRefused(status().setCreatedAt(nanos(1_000_000_000)), Reason.CREATED_AT);
    assertRefused(status().setExpiresAt(time(Long.MIN_VALUE)), Reason.EXPIRES_AT);
    assertRefused(status().setExpiresAt(time(NEW_YEAR)), Reason.EXPIRES_AT);
    assertThat(refusal(status().setExpiresAt(time(NEW_YEAR + 1)))).isNull();
  }

  @Test
  void theSpeakingAgentIsTheSender() {
    assertRefused(says(communication().setAgentId(SHORT_KEY)), Reason.AGENT_ID);
    assertRefused(
        says(
            communication()
                .setAgentId(publicKey(Fixtures.BOB))
                .setType(CommunicationType.COMMUNICATION_TYPE_STATUS)
                .setStatus(Status.getDefaultInstance())),
        Reason.AGENT_ID);
  }

  @Test
  void theAgentSpokenToIsAKeyOf32Bytes() {
    assertRefused(says(communication().setTargetId(SHORT_KEY)), Reason.TARGET_ID);
    assertRefused(says(communication().setTargetId(ByteString.EMPTY)), Reason.TARGET_ID);
  }

  @Test
  void typeAndContentAgree() {
    for (CommunicationType type : CommunicationType.values()) {
      if (type != CommunicationType.UNRECOGNIZED) {
        UnacceptableEnvelopeException e =
            refusal(says(communication().setType(type).setStatus(Status.getDefaultInstance())));
        if (type == CommunicationType.COMMUNICATION_TYPE_STATUS) {
          assertThat(e).isNull();
        } else {
          assertThat(e.reason()).isEqualTo(Reason.TYPE_MISMATCH);
        }
        assertRefused(says(communication().setType(type)), Reason.TYPE_MISMATCH);
      }
    }
  }

  @Test
  void aContentOfALaterVersionIsAcceptedIfItsTypeIsItsNumber() throws EnvelopeException {
    byte[] field12 = bytes(0x62, 2, 7, 7);
    AgentCommunication later =
        parse(join(communication().setTypeValue(12).build().toByteArray(), field12));
    assertThat(refusal(says(later.toBuilder()))).isNull();
    assertRefused(says(later.toBuilder().setTypeValue(13)), Reason.TYPE_MISMATCH);
    assertRefused(says(communication().setTypeValue(12)), Reason.TYPE_MISMATCH);
  }

  @Test
  void anExtensionHasATypeAndABoundedFallback() {
    Extension good = Extension.newBuilder().setType("ascii-meme").setFallbackText("a cat").build();
    assertThat(refusal(bare().setExtension(good))).isNull();
    assertRefused(bare().setExtension(good.toBuilder().clearType()), Reason.EXTENSION_TYPE);
    assertRefused(bare().setExtension(good.toBuilder().setType("A B")), Reason.EXTENSION_TYPE);
    assertRefused(
        bare().setExtension(good.toBuilder().setFallbackText("é".repeat(513))),
        Reason.FALLBACK_TEXT);
    assertRefused(
        bare().setExtension(good.toBuilder().setSchemaVersion(-1)), Reason.SCHEMA_VERSION);
    assertRefused(
        says(
            communication()
                .setType(CommunicationType.COMMUNICATION_TYPE_EXTENSION)
                .setExtension(good.toBuilder().setType(""))),
        Reason.EXTENSION_TYPE);
  }

  @Test
  void aMemeHasAnAuthor() {
    assertRefused(bare().setMeme(MemeContent.getDefaultInstance()), Reason.AUTHOR);
  }

  @Test
  void eachPayloadHasItsMaximum() {
    ConsensusVote.Builder vote =
        ConsensusVote.newBuilder().setBlockHash(ByteString.copyFrom(new byte[4_096]));
    UnacceptableEnvelopeException e = refusal(bare().setConsensusVote(vote));
    assertThat(e.reason()).isEqualTo(Reason.PAYLOAD_TOO_LARGE);
    assertThat(e.limit()).contains("2048").contains("consensus_vote");
  }

  @Test
  void aBodyThatDoesNotParseIsMalformed() {
    byte[] wire = wire(join(bare().build().toByteArray(), bytes(0x32, 2, 0x0a, 0x05)), ALICE);
    MalformedEnvelopeException e =
        catchThrowableOfType(
            MalformedEnvelopeException.class, () -> EnvelopeParser.parse(wire, MAX));
    assertThat(e.reason()).isEqualTo(MalformedEnvelopeException.Reason.BODY);
  }

  private static Timestamp nanos(int nanos) {
    return Timestamp.newBuilder().setSeconds(NEW_YEAR).setNanos(nanos).build();
  }

  private static AgentCommunication parse(byte[] bytes) {
    try {
      return AgentCommunication.parseFrom(bytes);
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertRefused(ChaoschainMessage.Builder message, Reason reason) {
    UnacceptableEnvelopeException e = refusal(message);
    assertThat(e).as("expected %s", reason).isNotNull();
    assertThat(e.reason()).isEqualTo(reason);
  }

  private static UnacceptableEnvelopeException refusal(ChaoschainMessage.Builder message) {
    byte[] wire = wire(message.build(), ALICE);
    return catchThrowableOfType(
        UnacceptableEnvelopeException.class, () -> EnvelopeParser.parse(wire, MAX));
  }
}
