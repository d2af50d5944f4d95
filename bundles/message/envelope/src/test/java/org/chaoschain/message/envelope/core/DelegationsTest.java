// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.chaoschain.message.envelope.core.Fixtures.ALICE;
import static org.chaoschain.message.envelope.core.Fixtures.BOB;
import static org.chaoschain.message.envelope.core.Fixtures.MAX;
import static org.chaoschain.message.envelope.core.Fixtures.NEW_YEAR;
import static org.chaoschain.message.envelope.core.Fixtures.NODE;
import static org.chaoschain.message.envelope.core.Fixtures.bare;
import static org.chaoschain.message.envelope.core.Fixtures.delegated;
import static org.chaoschain.message.envelope.core.Fixtures.delegation;
import static org.chaoschain.message.envelope.core.Fixtures.publicKey;
import static org.chaoschain.message.envelope.core.Fixtures.time;
import static org.chaoschain.message.envelope.core.Fixtures.wire;

import com.google.protobuf.ByteString;
import org.chaoschain.message.envelope.core.UnverifiedEnvelopeException.Reason;
import org.chaoschain.proto.v1.ChaoschainMessage;
import org.chaoschain.proto.v1.Delegation;
import org.chaoschain.proto.v1.Extension;
import org.chaoschain.proto.v1.SignedDelegation;
import org.junit.jupiter.api.Test;

class DelegationsTest {
  private static final SignedDelegation GOOD = Delegations.sign(ALICE, delegation().build());

  @Test
  void aNodeSpeaksForAnAgentThatPermittedIt() throws EnvelopeException {
    VerifiedEnvelope verified = new EnvelopeSigner(NODE).sign(delegated(GOOD).build());
    assertThat(verified.envelope().sender()).isEqualTo(ALICE.publicKey());
    assertThat(verified.signer()).isEqualTo(NODE.publicKey());
    assertThat(verified.delegation()).contains(delegation().build());
  }

  @Test
  void theAgentItselfDoesNotSignUnderItsDelegation() {
    assertUnverified(delegated(GOOD), ALICE, Reason.SIGNATURE);
  }

  @Test
  void anotherNodeCannotUseIt() {
    assertUnverified(delegated(GOOD), BOB, Reason.SIGNATURE);
  }

  @Test
  void aDelegationThatTheAgentDidNotSignIsRefused() {
    SignedDelegation forged =
        GOOD.toBuilder().setSignature(ByteString.copyFrom(new byte[64])).build();
    assertUnverified(delegated(forged), NODE, Reason.DELEGATION_SIGNATURE);
  }

  @Test
  void aDelegationOfAnotherAgentIsRefused() {
    SignedDelegation bobs = Delegations.sign(BOB, delegation().setAgent(publicKey(BOB)).build());
    assertUnverified(delegated(bobs), NODE, Reason.DELEGATION_AGENT);
  }

  @Test
  void aDelegationForAnotherChainIsRefused() {
    SignedDelegation other = Delegations.sign(ALICE, delegation().setChainId("other").build());
    assertUnverified(delegated(other), NODE, Reason.DELEGATION_CHAIN);
  }

  @Test
  void aDelegationForAnotherTopicIsRefused() {
    SignedDelegation memes =
        Delegations.sign(ALICE, delegation().clearTopics().addTopics("memes").build());
    assertUnverified(delegated(memes), NODE, Reason.DELEGATION_TOPIC);
  }

  @Test
  void anExtensionIsCoveredByAgentsOrByItsType() throws EnvelopeException {
    SignedDelegation chess =
        Delegations.sign(ALICE, delegation().clearTopics().addTopics("chess").build());
    ChaoschainMessage.Builder move =
        bare()
            .setExtension(Extension.newBuilder().setType("chess"))
            .setExpiresAt(time(NEW_YEAR + 60));
    EnvelopeSigner node = new EnvelopeSigner(NODE);
    assertThat(node.sign(move.setDelegation(chess).build()).delegation()).isPresent();
    assertThat(node.sign(move.setDelegation(GOOD).build()).delegation()).isPresent();
    assertUnverified(
        move.setExtension(Extension.newBuilder().setType("go")).setDelegation(chess),
        NODE,
        Reason.DELEGATION_TOPIC);
  }

  @Test
  void aMessageDoesNotOutliveItsDelegation() throws EnvelopeException {
    ChaoschainMessage.Builder last = delegated(GOOD).setExpiresAt(time(NEW_YEAR + 3_600));
    assertThat(new EnvelopeSigner(NODE).sign(last.build()).delegation()).isPresent();
    assertUnverified(
        delegated(GOOD).setExpiresAt(time(NEW_YEAR + 3_601)), NODE, Reason.DELEGATION_EXPIRY);
  }

  @Test
  void aMessageUnderADelegationHasAnExpiry() {
    assertUnacceptable(
        delegated(GOOD).clearExpiresAt(), UnacceptableEnvelopeException.Reason.EXPIRES_AT);
  }

  @Test
  void aDelegationOutOfBoundsIsUnacceptable() {
    assertOutOfBounds(delegation().setAgent(ByteString.EMPTY));
    assertOutOfBounds(delegation().setNodeKey(ByteString.copyFrom(new byte[33])));
    assertOutOfBounds(delegation().setChainId("Chaos"));
    assertOutOfBounds(delegation().clearTopics());
    assertOutOfBounds(delegation().addTopics(""));
    assertOutOfBounds(delegation().addTopics("*"));
    assertOutOfBounds(delegation().clearExpiresAt());
    assertOutOfBounds(delegation().setExpiresAt(time(-1)));
    Delegation.Builder nine = delegation().clearTopics();
    for (int i = 0; i < 9; i++) {
      nine.addTopics("t");
    }
    assertOutOfBounds(nine);
    assertOutOfBounds(delegation().addTopics("x".repeat(60)));
  }

  @Test
  void aDelegationThatDoesNotParseIsUnacceptable() {
    SignedDelegation noise =
        GOOD.toBuilder().setPayload(ByteString.copyFrom(new byte[] {0x0a, 0x7f})).build();
    assertUnacceptable(delegated(noise), UnacceptableEnvelopeException.Reason.DELEGATION);
    SignedDelegation unsigned = GOOD.toBuilder().clearSignature().build();
    assertUnacceptable(delegated(unsigned), UnacceptableEnvelopeException.Reason.DELEGATION);
  }

  @Test
  void anAgentSignsNoDelegationOfAnother() {
    assertThatThrownBy(() -> Delegations.sign(BOB, delegation().build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another agent");
  }

  private static void assertOutOfBounds(Delegation.Builder delegation) {
    SignedDelegation signed =
        GOOD.toBuilder().setPayload(delegation.build().toByteString()).build();
    assertUnacceptable(delegated(signed), UnacceptableEnvelopeException.Reason.DELEGATION);
  }

  private static void assertUnacceptable(
      ChaoschainMessage.Builder message, UnacceptableEnvelopeException.Reason reason) {
    UnacceptableEnvelopeException e =
        catchThrowableOfType(
            UnacceptableEnvelopeException.class,
            () -> EnvelopeParser.parse(wire(message.build(), NODE), MAX));
    assertThat(e.reason()).isEqualTo(reason);
  }

  private static void assertUnverified(
      ChaoschainMessage.Builder message, Ed25519Key key, Reason reason) {
    UnverifiedEnvelopeException e =
        catchThrowableOfType(
            UnverifiedEnvelopeException.class,
            () -> EnvelopeVerifier.verify(EnvelopeParser.parse(wire(message.build(), key), MAX)));
    assertThat(e.reason()).isEqualTo(reason);
  }
}
