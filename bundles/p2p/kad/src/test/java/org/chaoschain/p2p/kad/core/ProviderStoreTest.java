// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chaoschain.p2p.kad.core.Fixture.NOW;
import static org.chaoschain.p2p.kad.core.Fixture.multihash;
import static org.chaoschain.p2p.kad.core.Fixture.peer;

import java.time.Duration;
import java.time.Instant;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.kad.core.RecordRefusedException.Reason;
import org.junit.jupiter.api.Test;

class ProviderStoreTest {
  private static final KadKey SELF = KadKey.of(Fixture.id(-1));
  private static final Duration LIFETIME = Duration.ofDays(2);

  private final Fixture fixture = new Fixture();
  private final ProviderStore store = store(100, 10);

  private ProviderStore store(int most, int perKey) {
    KadLimits.Values values =
        new KadLimits.Values(65_536, 256, 8_192, 64, 16, 50, 1_000_000, most, perKey, 600, 10);
    return new ProviderStore(SELF, KadLimits.of(values, fixture.metrics), LIFETIME);
  }

  @Test
  void aProviderIsForgottenUnlessItSaysSoAgain() throws Exception {
    Bytes key = multihash(1);
    store.add(key, peer(1), NOW);
    store.add(key, peer(2), NOW);
    Instant day = NOW.plus(Duration.ofDays(1));
    store.add(key, peer(1), day);
    assertThat(store.size()).isEqualTo(2);
    assertThat(store.providers(key, 20, day)).containsExactly(peer(2), peer(1));
    assertThat(store.providers(key, 1, day)).containsExactly(peer(1));
    assertThat(store.providers(key, 20, NOW.plus(LIFETIME))).containsExactly(peer(1));
    assertThat(store.expire(day.plus(LIFETIME))).isEqualTo(1);
    assertThat(store.size()).isZero();
    assertThat(store.keys()).isZero();
  }

  @Test
  void aKeyThatIsNoMultihashIsRefused() {
    for (String hex : new String[] {"", "12", "1220", "122000", "80", "1202aabbcc"}) {
      assertThatThrownBy(() -> store.add(Bytes.fromHex(hex), peer(1), NOW))
          .as(hex)
          .isInstanceOfSatisfying(
              RecordRefusedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.KEY));
    }
    assertThat(store.size()).isZero();
  }

  @Test
  void aKeyHasABoundedNumberOfProvidersAndAFloodDrivesNobodyOut() throws Exception {
    Bytes key = multihash(1);
    store.add(key, peer(0), NOW);
    for (int i = 1; i < 10; i++) {
      store.add(key, peer(i), NOW);
    }
    for (int i = 10; i < 50; i++) {
      int number = i;
      assertThatThrownBy(() -> store.add(key, peer(number), NOW))
          .hasMessageContaining("p2p.kad.max.providers.per.key");
    }
    assertThat(store.providers(key, 20, NOW)).hasSize(10).contains(peer(0));
    assertThat(fixture.limits.providersPerKey().refused().value()).isEqualTo(40);
  }

  @Test
  void whenItIsFullTheKeysFarthestFromThisNodeLeave() {
    ProviderStore small = store(20, 10);
    KadKey closest = null;
    Bytes closestKey = null;
    for (int i = 0; i < 200; i++) {
      Bytes key = multihash(i);
      KadKey point = KadKey.of(key);
      if (closest == null || SELF.compareDistance(point, closest) < 0) {
        closest = point;
        closestKey = key;
      }
      try {
        small.add(key, peer(1), NOW);
      } catch (RecordRefusedException e) {
        assertThat(e).hasMessageContaining("p2p.kad.max.providers");
      }
      assertThat(small.size()).isLessThanOrEqualTo(20);
    }
    assertThat(small.size()).isEqualTo(20);
    assertThat(small.providers(closestKey, 20, NOW)).containsExactly(peer(1));
  }

  @Test
  void aProviderWithTooManyAddressesIsRefused() {
    String[] many = new String[17];
    for (int i = 0; i < many.length; i++) {
      many[i] = "/ip4/1.2.3.4/tcp/" + (i + 1);
    }
    assertThatThrownBy(() -> store.add(multihash(1), peer(1, many), NOW))
        .hasMessageContaining("p2p.kad.max.addresses");
    assertThat(store.size()).isZero();
  }
}
