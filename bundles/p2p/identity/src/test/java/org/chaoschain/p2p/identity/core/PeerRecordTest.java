// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.time.Clock;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.KeyType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerRecordTest {
  private static final List<Multiaddr> ADDRESSES =
      List.of(
          Multiaddr.parse("/ip4/127.0.0.1/tcp/4001"),
          Multiaddr.parse("/dns4/example.com/tcp/443/tls/ws"));
  private static final PrivateKey KEY = PrivateKey.generate(KeyType.ED25519, Corpus.entropy(1));

  private final PeerRecord record = new PeerRecord(KEY.peerId(), 7, ADDRESSES);

  @ParameterizedTest
  @ValueSource(strings = {"rsa", "ed25519", "secp256k1"})
  void isSealedToTheBytesThatJsLibp2pMakes(String type) throws Exception {
    PrivateKey key = PrivateKey.decode(Corpus.table("peer-ids.txt").get(type).get(0));
    Bytes envelope = Corpus.table("js-libp2p-peer-records.txt").get(type).get(0);
    PeerRecord theirs = PeerRecord.open(envelope, RecordLimits.DEFAULT);
    assertThat(theirs).isEqualTo(new PeerRecord(key.peerId(), 1_795_000_000_123L, ADDRESSES));
    assertThat(theirs.seal(key).encode()).isEqualTo(envelope);
  }

  @Test
  void comesBackAsItWasSealed() throws RecordException {
    assertThat(PeerRecord.open(record.seal(KEY).encode(), RecordLimits.DEFAULT)).isEqualTo(record);
  }

  @Test
  void isRefusedWhenItIsAboutAnotherPeerThanItsSigner() {
    PrivateKey other = PrivateKey.generate(KeyType.ED25519, Corpus.entropy(2));
    SignedEnvelope forged =
        SignedEnvelope.seal(other, PeerRecord.DOMAIN, PeerRecord.PAYLOAD_TYPE, record.encode());
    assertThatThrownBy(() -> PeerRecord.open(forged.encode(), RecordLimits.DEFAULT))
        .isInstanceOf(RecordMismatchException.class)
        .hasMessageContaining(KEY.peerId().toString())
        .hasMessageContaining(other.peerId().toString());
    assertThatThrownBy(() -> record.seal(other)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isNotReadBeforeItsSignatureIsVerified() {
    SignedEnvelope garbage =
        SignedEnvelope.seal(KEY, "another-domain", PeerRecord.PAYLOAD_TYPE, Bytes.fromHex("ff"));
    assertThatThrownBy(() -> PeerRecord.open(garbage.encode(), RecordLimits.DEFAULT))
        .isInstanceOf(RecordSignatureException.class);
    SignedEnvelope otherType =
        SignedEnvelope.seal(KEY, PeerRecord.DOMAIN, Bytes.EMPTY, record.encode());
    assertThatThrownBy(() -> PeerRecord.open(otherType.encode(), RecordLimits.DEFAULT))
        .isInstanceOf(RecordMismatchException.class);
  }

  @Test
  void leavesOutAddressesItCannotRead() throws RecordException {
    Bytes unknownProtocol = Bytes.fromHex("1f01");
    Bytes encoded =
        record
            .encode()
            .concat(
                new ProtobufWriter()
                    .message(3, new ProtobufWriter().bytes(1, unknownProtocol).done())
                    .message(3, Bytes.EMPTY)
                    .done());
    PeerRecord decoded = PeerRecord.decode(encoded, RecordLimits.DEFAULT);
    assertThat(decoded.addresses()).isEqualTo(ADDRESSES);
    assertThat(decoded.unreadable()).isEqualTo(2);
  }

  @Test
  void isBounded() {
    PeerRecord many = new PeerRecord(KEY.peerId(), 1, Collections.nCopies(65, ADDRESSES.get(0)));
    assertThatThrownBy(() -> PeerRecord.decode(many.encode(), RecordLimits.DEFAULT))
        .isInstanceOf(RecordLimitException.class)
        .hasMessageContaining("65 addresses or more, at most 64");
    PeerRecord large =
        new PeerRecord(KEY.peerId(), 1, List.of(Multiaddr.parse("/dns4/" + "a".repeat(900))));
    RecordLimits small = new RecordLimits(900, 1);
    assertThatThrownBy(() -> PeerRecord.open(large.seal(KEY).encode(), small))
        .isInstanceOf(RecordLimitException.class);
    assertThatThrownBy(() -> PeerRecord.decode(large.encode(), small))
        .isInstanceOf(RecordLimitException.class);
    assertThatThrownBy(() -> new RecordLimits(0, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ordersSequencesWithoutSign() {
    PeerRecord last = new PeerRecord(KEY.peerId(), -1, List.of());
    assertThat(last.isNewerThan(Long.MAX_VALUE)).isTrue();
    assertThat(record.isNewerThan(-1)).isFalse();
    assertThat(record.isNewerThan(7)).isFalse();
    assertThat(record.isNewerThan(6)).isTrue();
  }

  @Property(tries = 200)
  void comesBackForAnyAddresses(
      @ForAll long sequence, @ForAll @Size(max = 20) List<@IntRange(max = 65535) Integer> ports)
      throws RecordException {
    List<Multiaddr> addresses =
        ports.stream()
            .map(port -> Multiaddr.parse("/ip6/2001:db8::1/udp/" + port + "/quic-v1"))
            .toList();
    PeerRecord any = new PeerRecord(KEY.peerId(), sequence, addresses);
    assertThat(PeerRecord.decode(any.encode(), RecordLimits.DEFAULT)).isEqualTo(any);
  }

  @Test
  void answersEveryBrokenRecordWithItsException() {
    Set<Bytes> corpus =
        Corpus.of(List.of(record.encode(), record.seal(KEY).payload().slice(0, 60)));
    assertThat(corpus).hasSizeGreaterThan(1000);
    for (Bytes broken : corpus) {
      try {
        PeerRecord decoded = PeerRecord.decode(broken, RecordLimits.DEFAULT);
        assertThat(PeerRecord.decode(decoded.encode(), RecordLimits.DEFAULT).addresses())
            .isEqualTo(decoded.addresses());
      } catch (RecordMalformedException e) {
        assertThat(e.offset()).isBetween(0, broken.size());
      } catch (RecordException e) {
        assertThat(e).isInstanceOf(RecordLimitException.class);
      }
    }
  }

  @Test
  void aSourceGivesTheSameRecordUntilTheAddressesChange() throws RecordException {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochMilli(1000));
    PeerRecordSource source = new PeerRecordSource(KEY, clock(now));
    Bytes first = source.signedRecord(ADDRESSES);
    now.set(Instant.ofEpochMilli(2000));
    assertThat(source.signedRecord(List.copyOf(ADDRESSES))).isSameAs(first);
    PeerRecord opened = PeerRecord.open(first, RecordLimits.DEFAULT);
    assertThat(opened).isEqualTo(new PeerRecord(KEY.peerId(), 1000, ADDRESSES));
    Bytes second = source.signedRecord(ADDRESSES.subList(0, 1));
    assertThat(PeerRecord.open(second, RecordLimits.DEFAULT).sequence()).isEqualTo(2000);
  }

  @Test
  void aSourceCountsOnWhenTheClockStandsOrStepsBack() throws RecordException {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochMilli(1000));
    PeerRecordSource source = new PeerRecordSource(KEY, clock(now));
    source.signedRecord(ADDRESSES);
    Bytes sameTime = source.signedRecord(List.of());
    assertThat(PeerRecord.open(sameTime, RecordLimits.DEFAULT).sequence()).isEqualTo(1001);
    now.set(Instant.ofEpochMilli(10));
    Bytes earlier = source.signedRecord(ADDRESSES);
    assertThat(PeerRecord.open(earlier, RecordLimits.DEFAULT).sequence()).isEqualTo(1002);
  }

  private static Clock clock(AtomicReference<Instant> now) {
    return new Clock() {
      @Override
      public Instant now() {
        return now.get();
      }

      @Override
      public long nanoTime() {
        return 0;
      }
    };
  }
}
