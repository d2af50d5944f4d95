// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.chaoschain.p2p.api.peer.PeerId;
import org.junit.jupiter.api.Test;

class IgnoredPeersTest {
  private final IgnoredPeers ignored = new IgnoredPeers(1000);
  private final PeerId peer = RouterNetwork.peer(1);

  @Test
  void only_who_is_ignored_rests_for_as_long_as_its_bytes_may_take() {
    assertThat(ignored.note(peer, false)).isFalse();
    assertThat(ignored.rest(peer, 5000)).isZero();
    assertThat(ignored.note(peer, true)).isTrue();
    assertThat(ignored.rest(peer, 5000)).isEqualTo(Duration.ofSeconds(5));
    assertThat(ignored.rest(RouterNetwork.peer(2), 5000)).isZero();
  }

  @Test
  void it_is_looked_at_again_within_half_a_minute() {
    ignored.note(peer, true);
    assertThat(ignored.rest(peer, 1 << 20)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void who_counts_again_or_has_gone_does_not_rest() {
    ignored.note(peer, true);
    ignored.note(peer, false);
    assertThat(ignored.rest(peer, 5000)).isZero();
    ignored.note(peer, true);
    ignored.forget(peer);
    assertThat(ignored.rest(peer, 5000)).isZero();
  }
}
