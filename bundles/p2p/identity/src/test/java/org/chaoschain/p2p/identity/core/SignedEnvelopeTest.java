// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.KeyType;
import org.junit.jupiter.api.Test;

class SignedEnvelopeTest {
  private static final String DOMAIN = "chaoschain-test";
  private static final Bytes TYPE = Corpus.utf8("/test");
  private static final Bytes PAYLOAD = Corpus.utf8("a payload");
  private static final PrivateKey KEY = PrivateKey.generate(KeyType.ED25519, Corpus.entropy(1));

  private final SignedEnvelope envelope = SignedEnvelope.seal(KEY, DOMAIN, TYPE, PAYLOAD);

  @Test
  void comesBackAsItWasSealed() throws RecordException {
    SignedEnvelope opened = SignedEnvelope.open(envelope.encode(), DOMAIN, TYPE, 4096);
    assertThat(opened).isEqualTo(envelope);
    assertThat(opened.payload()).isEqualTo(PAYLOAD);
    assertThat(opened.signer()).isEqualTo(KEY.peerId());
  }

  @Test
  void signsTheDomainTypeAndPayloadEachAfterItsLength() throws KeyFormatException {
    Bytes signed = Corpus.utf8("\u000fchaoschain-test\u0005/test\u0009a payload");
    assertThat(VerificationKey.of(KEY.publicKey()).verify(signed, envelope.signature())).isTrue();
  }

  @Test
  void isNotValidForAnotherDomainTypePayloadOrKey() {
    assertThatThrownBy(() -> envelope.verify("chaoschain-tes"))
        .isInstanceOf(RecordSignatureException.class)
        .hasMessageContaining(KEY.peerId().toString());
    assertThatThrownBy(() -> SignedEnvelope.open(envelope.encode(), DOMAIN, PAYLOAD, 4096))
        .isInstanceOf(RecordMismatchException.class);
    SignedEnvelope movedByte =
        new SignedEnvelope(
            envelope.key(), Corpus.utf8("/testa"), Corpus.utf8(" payload"), envelope.signature());
    assertThatThrownBy(() -> movedByte.verify(DOMAIN)).isInstanceOf(RecordSignatureException.class);
    PrivateKey other = PrivateKey.generate(KeyType.ED25519, Corpus.entropy(2));
    SignedEnvelope stolen =
        new SignedEnvelope(other.publicKey(), TYPE, PAYLOAD, envelope.signature());
    assertThatThrownBy(() -> stolen.verify(DOMAIN)).isInstanceOf(RecordSignatureException.class);
  }

  @Test
  void mayLeaveTheTypeAndThePayloadEmpty() throws RecordException {
    SignedEnvelope empty = SignedEnvelope.seal(KEY, DOMAIN, Bytes.EMPTY, Bytes.EMPTY);
    assertThat(SignedEnvelope.open(empty.encode(), DOMAIN, Bytes.EMPTY, 4096)).isEqualTo(empty);
  }

  @Test
  void ignoresUnknownFieldsAndTakesFieldsInAnyOrder() throws RecordException {
    Bytes reordered =
        new ProtobufWriter()
            .bytes(5, envelope.signature())
            .number(4, 1)
            .bytes(1000, PAYLOAD)
            .bytes(3, PAYLOAD)
            .bytes(2, TYPE)
            .bytes(1, KEY.publicKey().encode())
            .done();
    assertThat(SignedEnvelope.open(reordered, DOMAIN, TYPE, 4096)).isEqualTo(envelope);
  }

  @Test
  void namesTheLimitAndTheSize() {
    Bytes encoded = envelope.encode();
    assertThatThrownBy(() -> SignedEnvelope.decode(encoded, encoded.size() - 1))
        .isInstanceOfSatisfying(
            RecordLimitException.class,
            e -> {
              assertThat(e.found()).isEqualTo(encoded.size());
              assertThat(e.limit()).isEqualTo(encoded.size() - 1);
            })
        .hasMessageContaining("bytes, at most");
  }

  @Test
  void refusesWhatIsTwiceThereOrMissing() {
    Bytes encoded = envelope.encode();
    assertThatThrownBy(() -> SignedEnvelope.decode(encoded.concat(encoded), 4096))
        .isInstanceOf(RecordMalformedException.class)
        .hasMessageContaining("offset " + encoded.size())
        .hasMessageContaining("comes twice");
    assertThatThrownBy(() -> SignedEnvelope.decode(Bytes.EMPTY, 4096))
        .hasMessageContaining("key is missing");
    Bytes unsigned = new ProtobufWriter().bytes(1, KEY.publicKey().encode()).done();
    assertThatThrownBy(() -> SignedEnvelope.decode(unsigned, 4096))
        .hasMessageContaining("signature is missing");
    Bytes badKey = new ProtobufWriter().bytes(1, PAYLOAD).bytes(5, PAYLOAD).done();
    assertThatThrownBy(() -> SignedEnvelope.decode(badKey, 4096))
        .isInstanceOf(RecordKeyException.class);
  }

  @Property(tries = 200)
  void comesBackForAnyContent(
      @ForAll String domain, @ForAll @Size(max = 20) byte[] type, @ForAll byte[] payload)
      throws RecordException {
    SignedEnvelope any =
        SignedEnvelope.seal(KEY, domain, Bytes.copyOf(type), Bytes.copyOf(payload));
    assertThat(SignedEnvelope.open(any.encode(), domain, Bytes.copyOf(type), 65536)).isEqualTo(any);
  }

  @Test
  void answersEveryBrokenEnvelopeWithItsExceptionAndNeverTakesOtherContentForSigned() {
    Set<Bytes> corpus = Corpus.of(List.of(envelope.encode()));
    assertThat(corpus).hasSizeGreaterThan(1000);
    for (Bytes broken : corpus) {
      try {
        SignedEnvelope opened = SignedEnvelope.open(broken, DOMAIN, TYPE, 4096);
        assertThat(opened).as("a signature covers type and payload").isEqualTo(envelope);
      } catch (RecordException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }
}
