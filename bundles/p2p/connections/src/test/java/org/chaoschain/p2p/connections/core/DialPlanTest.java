// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.connections.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.p2p.bootstrap.core.Backoff;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** When a peer may be dialled again, and who is wanted back. */
class DialPlanTest {
  private final Simulation simulation = new Simulation();
  private final DialPlan plan =
      new DialPlan(
          new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), 0),
          simulation.newRandom(),
          simulation.metrics().limit("p2p.connections.max.remembered", 3, "peers"),
          4);

  private static PeerId peer(int number) {
    byte[] key = new byte[32];
    key[0] = (byte) number;
    return PeerId.fromPublicKey(new PublicKey(KeyType.ED25519, Bytes.wrap(key)));
  }

  private static long seconds(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  @Test
  void each_failure_doubles_the_pause_and_success_ends_it() {
    assertThat(plan.ready(peer(1), 0)).isTrue();
    plan.failed(peer(1), 0);
    assertThat(plan.ready(peer(1), seconds(1) - 1)).isFalse();
    assertThat(plan.ready(peer(1), seconds(1))).isTrue();
    plan.failed(peer(1), seconds(1));
    assertThat(plan.ready(peer(1), seconds(3) - 1)).isFalse();
    assertThat(plan.ready(peer(1), seconds(3))).isTrue();
    plan.good(peer(1));
    assertThat(plan.failures(peer(1))).isZero();
  }

  @Test
  void a_good_peer_is_wanted_back_after_a_first_pause_until_it_has_failed_too_often() {
    plan.wantBack(peer(1), 0);
    assertThat(plan.wantedBack()).containsExactly(peer(1));
    assertThat(plan.ready(peer(1), 0)).isFalse();
    for (int i = 0; i < 3; i++) {
      plan.failed(peer(1), 0);
    }
    assertThat(plan.wantedBack()).containsExactly(peer(1));
    plan.failed(peer(1), 0);
    assertThat(plan.wantedBack()).isEmpty();
  }

  @Test
  void what_is_remembered_is_bounded_and_the_oldest_is_forgotten_and_counted() {
    for (int i = 1; i <= 4; i++) {
      plan.wantBack(peer(i), 0);
    }
    assertThat(plan.wantedBack()).containsExactlyInAnyOrder(peer(2), peer(3), peer(4));
    assertThat(plan.ready(peer(1), 0)).isTrue();
    assertThat(simulation.metrics().refusals("p2p.connections.max.remembered")).isEqualTo(2);
  }
}
