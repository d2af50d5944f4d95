// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.kad.core.KadMode.Choice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketRefreshTest {
  private static final KadKey SELF = KadKey.of(Fixture.id(-1));
  private static final Duration INTERVAL = Duration.ofMinutes(10);

  private final BucketRefresh refresh = new BucketRefresh(SELF, INTERVAL, 0);

  @Test
  void aBucketIsDueWhenNoSearchHasGoneThroughItForAnInterval() {
    long half = INTERVAL.toNanos() / 2;
    assertThat(refresh.due(2, half)).isEmpty();
    refresh.searched(Fixture.near(SELF, 1, 0).key(), half);
    assertThat(refresh.due(2, INTERVAL.toNanos())).containsExactly(0, 2, 3);
    assertThat(refresh.due(-1, INTERVAL.toNanos())).containsExactly(0);
    refresh.expire(half);
    assertThat(refresh.due(1, half)).containsExactly(0, 1, 2);
  }

  @Test
  void aKeyFallsIntoItsBucketAndCouldBeAPeersId() {
    Random random = new Random(1);
    for (int bucket = 0; bucket <= 12; bucket++) {
      Bytes key = refresh.keyIn(bucket, random).orElseThrow();
      assertThat(SELF.commonPrefix(KadKey.of(key))).isEqualTo(bucket);
      assertThat(PeerId.decode(key).encode()).isEqualTo(key);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO,   /ip4/1.2.3.4/tcp/1,      false, SERVER",
    "AUTO,   /ip4/10.0.0.1/tcp/1,     false, CLIENT",
    "AUTO,   /ip4/127.0.0.1/tcp/1,    true,  SERVER",
    "AUTO,   /ip6/fe80::1/tcp/1,      false, CLIENT",
    "AUTO,   /ip6/2600::1/tcp/1,      false, SERVER",
    "AUTO,   /ip6/::1/tcp/1,          false, CLIENT",
    "AUTO,   /ip6/::ffff:10.0.0.1/tcp/1, false, CLIENT",
    "AUTO,   /dns4/node.example/tcp/1, false, SERVER",
    "AUTO,   /dns4/localhost/tcp/1,   false, CLIENT",
    "AUTO,   /ip4/192.168.7.1/tcp/1,  false, CLIENT",
    "AUTO,   /ip4/172.20.7.1/tcp/1,   false, CLIENT",
    "AUTO,   /ip4/100.100.7.1/tcp/1,  false, CLIENT",
    "SERVER, /ip4/127.0.0.1/tcp/1,    false, SERVER",
    "CLIENT, /ip4/1.2.3.4/tcp/1,      false, CLIENT"
  })
  void aNodeServesWhoCanReachIt(Choice choice, String announced, boolean local, KadMode mode) {
    AddressRule rule = new AddressRule(local, 16);
    assertThat(KadMode.of(choice, List.of(Multiaddr.parse(announced)), rule)).isEqualTo(mode);
    assertThat(KadMode.of(Choice.AUTO, List.of(), rule)).isEqualTo(KadMode.CLIENT);
  }
}
