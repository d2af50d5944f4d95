// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chaoschain.p2p.kad.core.Fixture.NOW;
import static org.chaoschain.p2p.kad.core.Fixture.agentKey;
import static org.chaoschain.p2p.kad.core.Fixture.hosting;
import static org.chaoschain.p2p.kad.core.Fixture.id;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.identity.core.PrivateKey;
import org.chaoschain.p2p.kad.core.RecordRefusedException.Reason;
import org.junit.jupiter.api.Test;

class RecordStoreTest {
  private static final KadKey SELF = KadKey.of(id(-1));
  private static final Instant LATER = NOW.plus(Duration.ofHours(1));

  private final Fixture fixture = new Fixture();
  private final RecordStore store = store(KadLimits.Values.DEFAULT);

  private RecordStore store(KadLimits.Values values) {
    return new RecordStore(
        SELF,
        RecordValidators.DEFAULT,
        KadLimits.of(values, fixture.metrics),
        KadLimits.RECORD_LIFETIME);
  }

  private static void assertRefused(ThrowingCallable call, Reason reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RecordRefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void anAgentsRecordIsKeptUntilItExpires() throws Exception {
    KadRecord record = hosting(agentKey(1), id(7), 1, LATER);
    assertThat(store.put(record, NOW)).isTrue();
    assertThat(store.put(record, NOW)).isFalse();
    assertThat(store.get(record.key(), LATER.minusMillis(1))).contains(record);
    assertThat(store.get(record.key(), LATER)).isEmpty();
    assertThat(store.size()).isZero();
    assertThat(store.bytes()).isZero();
  }

  @Test
  void theHigherSequenceWinsAndAStaleRecordIsRefused() throws Exception {
    KadRecord old = hosting(agentKey(1), id(7), 1, LATER);
    KadRecord young = hosting(agentKey(1), id(8), 2, LATER);
    store.put(old, NOW);
    store.put(young, NOW);
    assertRefused(() -> store.put(old, NOW), Reason.STALE);
    assertThat(store.get(old.key(), NOW)).contains(young);
  }

  @Test
  void ofEqualSequencesEveryNodeChoosesTheSame() throws Exception {
    KadRecord one = hosting(agentKey(1), id(7), 1, LATER);
    KadRecord other = hosting(agentKey(1), id(8), 1, LATER);
    RecordStore second = store(KadLimits.Values.DEFAULT);
    for (RecordStore each : new RecordStore[] {store, second}) {
      for (KadRecord record :
          each == store ? new KadRecord[] {one, other} : new KadRecord[] {other, one}) {
        try {
          each.put(record, NOW);
        } catch (RecordRefusedException e) {
          assertThat(e.reason()).isEqualTo(Reason.STALE);
        }
      }
    }
    assertThat(store.get(one.key(), NOW)).isEqualTo(second.get(one.key(), NOW));
  }

  @Test
  void anExpiredRecordIsRefused() {
    assertRefused(() -> store.put(hosting(agentKey(1), id(7), 1, NOW), NOW), Reason.EXPIRED);
  }

  @Test
  void aForgedRecordIsRefused() {
    PrivateKey agent = agentKey(1);
    PrivateKey forger = agentKey(2);
    KadRecord good = hosting(agent, id(7), 1, LATER);
    byte[] value = good.value().toArray();
    value[value.length - 1] ^= 1;
    assertRefused(
        () -> store.put(new KadRecord(good.key(), Bytes.wrap(value)), NOW), Reason.SIGNATURE);
    KadRecord others = hosting(forger, id(9), 99, LATER);
    assertRefused(() -> store.put(new KadRecord(good.key(), others.value()), NOW), Reason.VALUE);
    assertRefused(
        () -> store.put(new KadRecord(good.key(), Bytes.copyOf((byte) 1)), NOW), Reason.VALUE);
    assertThat(store.size()).isZero();
  }

  @Test
  void aKeyOfNoNamespaceFillsNothing() {
    for (String key : new String[] {"", "x", "/x/y", "/pk", "/pk/", "/chaoschain/other/x"}) {
      Bytes raw = Bytes.wrap(key.getBytes(StandardCharsets.US_ASCII));
      assertRefused(
          () -> store.put(new KadRecord(raw, Bytes.wrap(new byte[100])), NOW), Reason.NAMESPACE);
    }
    assertThat(store.bytes()).isZero();
  }

  @Test
  void aPublicKeyIsKeptUnderItsOwnPeerAlone() throws Exception {
    PrivateKey key = agentKey(3);
    PeerId peer = PeerId.fromPublicKey(key.publicKey());
    Bytes value = key.publicKey().encode();
    store.put(new KadRecord(PublicKeyValidator.keyOf(peer), value), NOW);
    assertRefused(
        () -> store.put(new KadRecord(PublicKeyValidator.keyOf(id(4)), value), NOW), Reason.VALUE);
    assertRefused(
        () -> store.put(new KadRecord(PublicKeyValidator.keyOf(peer), Bytes.copyOf((byte) 9)), NOW),
        Reason.VALUE);
    assertThat(store.size()).isEqualTo(1);
  }

  @Test
  void aKeyOrValueBeyondItsLimitIsRefused() {
    Bytes pk = Bytes.wrap("/pk/".getBytes(StandardCharsets.US_ASCII));
    assertRefused(
        () -> store.put(new KadRecord(pk.concat(Bytes.wrap(new byte[300])), Bytes.EMPTY), NOW),
        Reason.LIMIT);
    assertRefused(
        () ->
            store.put(
                new KadRecord(PublicKeyValidator.keyOf(id(1)), Bytes.wrap(new byte[9_000])), NOW),
        Reason.LIMIT);
  }

  /** Whoever makes valid records without end fills the store to its bound, no further. */
  @Test
  void whenItIsFullOnlyWhatIsCloserToThisNodeEnters() throws Exception {
    KadLimits.Values few =
        new KadLimits.Values(65_536, 256, 8_192, 64, 16, 50, 1_000_000, 100, 10, 600, 10);
    RecordStore small = store(few);
    int refused = 0;
    KadKey closest = null;
    for (int i = 0; i < 400; i++) {
      KadRecord record = hosting(agentKey(i), id(7), 1, LATER);
      KadKey point = KadKey.of(record.key());
      closest = closest == null || SELF.compareDistance(point, closest) < 0 ? point : closest;
      try {
        small.put(record, NOW);
      } catch (RecordRefusedException e) {
        assertThat(e.reason()).isEqualTo(Reason.LIMIT);
        assertThat(e).hasMessageContaining("p2p.kad.max.records");
        refused++;
      }
      assertThat(small.size()).isLessThanOrEqualTo(50);
    }
    assertThat(refused).isPositive();
    int kept = 0;
    for (int i = 0; i < 400; i++) {
      KadRecord record = hosting(agentKey(i), id(7), 1, LATER);
      if (KadKey.of(record.key()).equals(closest)) {
        assertThat(small.get(record.key(), NOW)).contains(record);
      }
      kept += small.get(record.key(), NOW).isPresent() ? 1 : 0;
    }
    assertThat(kept).isEqualTo(50);
    assertThat(fixture.limits.records().refused().value()).isPositive();
  }

  @Test
  void theBytesOfAllValuesAreBounded() throws Exception {
    KadLimits.Values few =
        new KadLimits.Values(65_536, 256, 8_192, 64, 16, 50_000, 2_000, 100, 10, 600, 10);
    RecordStore small = store(few);
    for (int i = 0; i < 100; i++) {
      try {
        small.put(hosting(agentKey(i), id(7), 1, LATER), NOW);
      } catch (RecordRefusedException e) {
        assertThat(e.reason()).isEqualTo(Reason.LIMIT);
      }
      assertThat(small.bytes()).isLessThanOrEqualTo(2_000);
    }
    assertThat(small.size()).isGreaterThan(3);
  }

  @Test
  void whatExpiresMakesRoom() throws Exception {
    KadLimits.Values one =
        new KadLimits.Values(65_536, 256, 8_192, 64, 16, 1, 1_000_000, 100, 10, 600, 10);
    RecordStore small = store(one);
    Random random = new Random(1);
    for (int i = 0; i < 20; i++) {
      Instant now = NOW.plus(Duration.ofHours(i));
      KadRecord record =
          hosting(agentKey(random.nextInt(1000)), id(7), i, now.plus(Duration.ofMinutes(1)));
      assertThat(small.put(record, now)).isTrue();
    }
    assertThat(small.expire(NOW.plus(Duration.ofDays(2)))).isEqualTo(1);
  }
}
