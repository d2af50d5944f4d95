// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostingRecordTest {
  private static final PrivateKey AGENT_KEY =
      PrivateKey.generate(KeyType.ED25519, Corpus.entropy(1));
  private static final PeerId PEER =
      PrivateKey.generate(KeyType.ED25519, Corpus.entropy(2)).peerId();
  private static final AgentId AGENT = new AgentId(AGENT_KEY.publicKey().data());
  private static final Instant EXPIRY = Instant.parse("2027-01-01T00:00:00.5Z");

  private final HostingRecord record = new HostingRecord(AGENT, PEER, 7, EXPIRY);

  @Test
  void isSignedByTheAgentOverTheDomainAndTheBytes() throws Exception {
    SignedHostingRecord signed = SignedHostingRecord.seal(record, AGENT_KEY::sign);
    assertThat(SignedHostingRecord.decode(signed.encode()).open()).isEqualTo(record);
    Bytes expected = Corpus.utf8("chaoschain/hosting/1\u0000").concat(record.encode());
    assertThat(VerificationKey.of(AGENT_KEY.publicKey()).verify(expected, signed.signature()))
        .isTrue();
  }

  @Test
  void hasTheWireFormOfTheProtocol() {
    assertThat(record.encode().hex())
        .isEqualTo(
            "0a20"
                + AGENT.key().hex()
                + "1226"
                + PEER.encode().hex()
                + "1807"
                + "220c"
                + "0880d9dbd906"
                + "1080cab5ee01");
  }

  @Test
  void cannotBeSignedByTheNodeInPlaceOfTheAgent() {
    PrivateKey node = PrivateKey.generate(KeyType.ED25519, Corpus.entropy(2));
    SignedHostingRecord claimed = SignedHostingRecord.seal(record, node::sign);
    assertThatThrownBy(claimed::open)
        .isInstanceOf(RecordSignatureException.class)
        .hasMessageContaining(AGENT.toString());
    SignedHostingRecord otherDomain =
        new SignedHostingRecord(record.encode(), AGENT_KEY.sign(record.encode()));
    assertThatThrownBy(otherDomain::open).isInstanceOf(RecordSignatureException.class);
  }

  @Test
  void refusesAnAgentWhoseKeyAcceptsAnything() {
    AgentId smallOrder = new AgentId(Bytes.fromHex("01" + "00".repeat(31)));
    HostingRecord forged = new HostingRecord(smallOrder, PEER, 1, EXPIRY);
    SignedHostingRecord signed = new SignedHostingRecord(forged.encode(), Bytes.wrap(new byte[64]));
    assertThatThrownBy(signed::open).isInstanceOf(RecordKeyException.class);
  }

  @Test
  void expiresAtItsExpiry() {
    assertThat(record.isExpiredAt(EXPIRY.minusNanos(1))).isFalse();
    assertThat(record.isExpiredAt(EXPIRY)).isTrue();
  }

  @Test
  void ordersSequencesWithoutSign() {
    assertThat(new HostingRecord(AGENT, PEER, -1, EXPIRY).isNewerThan(Long.MAX_VALUE)).isTrue();
    assertThat(record.isNewerThan(7)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"agent", "peer", "expiry"})
  void demandsItsParts(String part) {
    ProtobufWriter writer = new ProtobufWriter();
    if (!part.equals("agent")) {
      writer.bytes(1, AGENT.key());
    }
    if (!part.equals("peer")) {
      writer.bytes(2, PEER.encode());
    }
    if (!part.equals("expiry")) {
      writer.message(4, Bytes.EMPTY);
    }
    assertThatThrownBy(() -> HostingRecord.decode(writer.done()))
        .isInstanceOf(RecordMalformedException.class)
        .hasMessageContaining(part);
  }

  @ParameterizedTest
  @CsvSource({
    "253402300800, 0", // the year 10000
    "-62135596801, 0", // the year 0
    "9223372036854775807, 0",
    "-9223372036854775808, 0",
    "0, 1000000000",
    "0, -1"
  })
  void refusesTimesOutOfRange(long seconds, long nanos) {
    Bytes timestamp = new ProtobufWriter().number(1, seconds).number(2, nanos).done();
    Bytes encoded =
        new ProtobufWriter()
            .bytes(1, AGENT.key())
            .bytes(2, PEER.encode())
            .message(4, timestamp)
            .done();
    assertThatThrownBy(() -> HostingRecord.decode(encoded))
        .isInstanceOf(RecordMalformedException.class)
        .hasMessageContaining("out of range");
  }

  @Test
  void isBounded() {
    assertThatThrownBy(() -> HostingRecord.decode(Bytes.wrap(new byte[161])))
        .isInstanceOf(RecordLimitException.class)
        .hasMessageContaining("161 bytes, at most 160");
    assertThatThrownBy(() -> SignedHostingRecord.decode(Bytes.wrap(new byte[257])))
        .isInstanceOf(RecordLimitException.class);
  }

  @Property(tries = 200)
  void comesBackForAnyValues(
      @ForAll long sequence,
      @ForAll @LongRange(min = -62_135_596_800L, max = 253_402_300_799L) long second,
      @ForAll @IntRange(max = 999_999_999) int nano)
      throws RecordException {
    HostingRecord any =
        new HostingRecord(AGENT, PEER, sequence, Instant.ofEpochSecond(second, nano));
    assertThat(HostingRecord.decode(any.encode())).isEqualTo(any);
  }

  @Test
  void answersEveryBrokenRecordWithItsException() {
    SignedHostingRecord good = SignedHostingRecord.seal(record, AGENT_KEY::sign);
    Set<Bytes> corpus = Corpus.of(List.of(good.encode(), record.encode()));
    assertThat(corpus).hasSizeGreaterThan(2000);
    for (Bytes broken : corpus) {
      try {
        assertThat(SignedHostingRecord.decode(broken).open()).isEqualTo(record);
      } catch (RecordException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
      try {
        HostingRecord decoded = HostingRecord.decode(broken);
        assertThat(HostingRecord.decode(decoded.encode())).isEqualTo(decoded);
      } catch (RecordException e) {
        assertThat(e).isInstanceOfAny(RecordMalformedException.class, RecordLimitException.class);
      }
    }
  }
}
