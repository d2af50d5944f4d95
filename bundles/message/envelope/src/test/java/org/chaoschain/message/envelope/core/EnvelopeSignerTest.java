// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chaoschain.message.envelope.core.Fixtures.ALICE;
import static org.chaoschain.message.envelope.core.Fixtures.BOB;
import static org.chaoschain.message.envelope.core.Fixtures.MAX;
import static org.chaoschain.message.envelope.core.Fixtures.status;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.chaoschain.proto.v1.ChaoschainMessage;
import org.junit.jupiter.api.Test;

class EnvelopeSignerTest {
  @Test
  void theWireFormIsSignedBytesThenTagLengthAndSignature() throws Exception {
    ChaoschainMessage message = status().build();
    byte[] signed = message.toByteArray();
    Envelope envelope = new EnvelopeSigner(ALICE).sign(message).envelope();
    byte[] wire = envelope.wire();
    assertThat(wire).hasSize(signed.length + 66).startsWith(signed);
    assertThat(wire[signed.length]).isEqualTo((byte) 0x4a);
    assertThat(wire[signed.length + 1]).isEqualTo((byte) 0x40);
    byte[] prefix = "chaoschain/envelope/1\0".getBytes(StandardCharsets.US_ASCII);
    byte[] signature = Arrays.copyOfRange(wire, wire.length - 64, wire.length);
    assertThat(
            Ed25519Criteria.verify(
                ALICE.publicKey().toArray(), Fixtures.join(prefix, signed), signature))
        .isTrue();
  }

  @Test
  void bothDigestsAreSha256() throws Exception {
    Envelope envelope = new EnvelopeSigner(ALICE).sign(status().build()).envelope();
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    assertThat(envelope.digest().toArray()).isEqualTo(sha256.digest(envelope.wire()));
    assertThat(envelope.signedDigest().toArray())
        .isEqualTo(sha256.digest(status().build().toByteArray()));
  }

  @Test
  void aCopyWithABrokenSignatureHasAnotherDigestButTheSameSignedDigest() throws Exception {
    Envelope good = new EnvelopeSigner(ALICE).sign(status().build()).envelope();
    byte[] wire = good.wire();
    wire[wire.length - 1] ^= 1;
    Envelope broken = EnvelopeParser.parse(wire, MAX);
    assertThat(broken.digest()).isNotEqualTo(good.digest());
    assertThat(broken.signedDigest()).isEqualTo(good.signedDigest());
    assertThatThrownBy(() -> EnvelopeVerifier.verify(broken))
        .isInstanceOf(UnverifiedEnvelopeException.class);
  }

  @Test
  void nobodySignsForAnotherWithoutDelegation() {
    assertThatThrownBy(() -> new EnvelopeSigner(BOB).sign(status().build()))
        .isInstanceOf(UnverifiedEnvelopeException.class);
  }

  @Test
  void whatAReceiverWouldRefuseIsNotSigned() {
    assertThatThrownBy(() -> new EnvelopeSigner(ALICE).sign(status().setVersion(2).build()))
        .isInstanceOf(UnacceptableEnvelopeException.class);
    assertThatThrownBy(() -> new EnvelopeSigner(ALICE).sign(Fixtures.bare().build()))
        .isInstanceOf(MalformedEnvelopeException.class);
  }

  @Test
  void aSignedMessageIsNotSignedAgain() {
    ChaoschainMessage signed = status().setSignature(ByteString.copyFrom(new byte[64])).build();
    assertThatThrownBy(() -> new EnvelopeSigner(ALICE).sign(signed))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whoHoldsAnEnvelopeCannotChangeIt() throws Exception {
    byte[] given = Fixtures.wire(status().build(), ALICE);
    Envelope envelope = EnvelopeParser.parse(given, MAX);
    given[0] = 0;
    envelope.wire()[0] = 0;
    assertThat(envelope.wire()[0]).isEqualTo((byte) 0x08);
  }
}
