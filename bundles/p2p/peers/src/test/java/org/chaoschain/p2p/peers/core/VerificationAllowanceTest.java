// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.peers.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;

class VerificationAllowanceTest {
  private static final PeerId A =
      PeerId.fromPublicKey(new PublicKey(KeyType.ED25519, Bytes.wrap(new byte[32])));

  private final RecordedMetrics metrics = new RecordedMetrics();
  private final VerificationAllowance allowance =
      new VerificationAllowance(metrics.limit("key", 60, "signatures a minute"));

  private int taken(PeerId peer, long now) {
    int taken = 0;
    while (allowance.take(peer, now)) {
      taken++;
    }
    return taken;
  }

  @Test
  void as_many_as_the_limit_at_once_and_as_many_again_in_a_minute() {
    assertThat(taken(A, 0)).isEqualTo(60);
    assertThat(taken(A, Duration.ofSeconds(10).toNanos())).isEqualTo(10);
    assertThat(taken(A, Duration.ofHours(10).toNanos())).isEqualTo(60);
    assertThat(metrics.refusals("key")).isEqualTo(3);
  }

  @Test
  void one_peer_uses_up_nothing_of_another() {
    taken(A, 0);
    byte[] other = new byte[32];
    other[0] = 1;
    PeerId b = PeerId.fromPublicKey(new PublicKey(KeyType.ED25519, Bytes.wrap(other)));
    assertThat(taken(b, 0)).isEqualTo(60);
  }
}
