// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.perf.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.junit.jupiter.api.Test;

/** Who may measure. */
class PerfComponentTest {
  private static PeerId peer(int number) {
    byte[] key = new byte[32];
    key[0] = (byte) number;
    return PeerId.fromPublicKey(new PublicKey(KeyType.ED25519, Bytes.wrap(key)));
  }

  @Test
  void only_the_peers_that_are_named_may_measure() {
    var allowed = PerfComponent.allowed(List.of(peer(1).toString(), peer(2).toString()));
    assertThat(List.of(peer(1), peer(2))).allMatch(allowed);
    assertThat(peer(3)).matches(allowed.negate());
  }

  @Test
  void a_star_means_everybody() {
    assertThat(peer(3)).matches(PerfComponent.allowed(List.of("*")));
  }

  @Test
  void what_is_no_peer_id_is_refused_with_the_key() {
    assertThatThrownBy(() -> PerfComponent.allowed(List.of("everybody")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("p2p.perf.allow", "'everybody'");
  }
}
