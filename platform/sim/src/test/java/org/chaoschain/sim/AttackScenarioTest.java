// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.chaoschain.p2p.gossipsub.core.GossipConfig;
import org.chaoschain.p2p.gossipsub.core.MeshConfig;
import org.chaoschain.p2p.gossipsub.core.ScoreConfig;
import org.chaoschain.p2p.gossipsub.core.TopicScoreConfig;
import org.chaoschain.sim.Scenario.Order;
import org.chaoschain.sim.Scenario.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The attacks among a few hundred; the full set is a lab run. */
class AttackScenarioTest {
  private static final Order ORDER = new Order(80, 320, 600, Long.getLong("sim.seed", 42));

  private static double figure(Outcome outcome, String name) {
    return ((Number) outcome.more().get(name)).doubleValue();
  }

  @ParameterizedTest
  @EnumSource(Attack.class)
  void fourAttackersToEachHonestNodeStopNothing(Attack attack) {
    Outcome outcome = new AttackScenario(attack).run(ORDER);
    assertThat(outcome.failures()).as(outcome.figures().toString()).isEmpty();
    assertThat(outcome.deliveredRatio()).as(outcome.figures().toString()).isGreaterThan(0.99);
  }

  @Test
  void theAttackersAreInTheMeshesWhenTheAttackBeginsAndLoseThem() {
    Outcome outcome = new AttackScenario(Attack.COLD_BOOT).run(ORDER);
    assertThat(figure(outcome, "sybils_in_meshes_at_start"))
        .as(outcome.figures().toString())
        .isGreaterThan(0.5);
    assertThat(figure(outcome, "sybils_in_meshes_at_end"))
        .as(outcome.figures().toString())
        .isLessThan(0.5);
  }

  @Test
  void attackersFromAFewAddressesAreInNoMesh() {
    Outcome outcome = new AttackScenario(Attack.COLOCATION).run(ORDER);
    assertThat(figure(outcome, "sybils_in_meshes_at_end"))
        .as(outcome.figures().toString())
        .isZero();
    assertThat(figure(outcome, "sybils_below_zero")).as(outcome.figures().toString()).isEqualTo(1);
  }

  /** The demands can fail: without scores, flood publishing and gossip the attackers win. */
  @Test
  void aRouterWithoutDefencesIsFoundOut() {
    Outcome outcome =
        new AttackScenario(Attack.ECLIPSE_NETWORK, defenceless()).run(ORDER.withSybils(800));
    assertThat(outcome.deliveredRatio()).as(outcome.figures().toString()).isLessThan(0.99);
    assertThat(outcome.failures()).isNotEmpty();
  }

  @Test
  void anEclipsedNodeOfARouterWithoutDefencesDoesNotRecover() {
    Outcome outcome = new AttackScenario(Attack.ECLIPSE_ONE, defenceless()).run(ORDER);
    assertThat(outcome.failures()).as(outcome.figures().toString()).isNotEmpty();
  }

  private static GossipConfig defenceless() {
    TopicScoreConfig t = TopicScoreConfig.DEFAULT;
    TopicScoreConfig blind =
        new TopicScoreConfig(
            0,
            0,
            t.timeInMeshQuantum(),
            t.timeInMeshCap(),
            0,
            t.firstDeliveriesDecay(),
            t.firstDeliveriesCap(),
            0,
            t.meshDeliveriesDecay(),
            t.meshDeliveriesCap(),
            t.meshDeliveriesThreshold(),
            t.meshDeliveriesShare(),
            t.meshDeliveriesFloor(),
            t.meshDeliveriesActivation(),
            t.meshDeliveriesWindow(),
            0,
            t.meshFailureDecay(),
            0,
            t.invalidDecay());
    return GossipConfig.DEFAULT
        .withMesh(bareMesh())
        .withScore(ScoreConfig.DEFAULT.withTopic(blind));
  }

  /** No gossip, no quota of dialled peers, no opportunistic grafting, no flood publishing. */
  private static MeshConfig bareMesh() {
    MeshConfig m = MeshConfig.DEFAULT;
    return new MeshConfig(
        m.d(),
        m.dLow(),
        m.dHigh(),
        0,
        0,
        0,
        0,
        m.historyLength(),
        m.historyGossip(),
        m.heartbeat(),
        m.fanoutTime(),
        m.pruneBackoff(),
        m.unsubscribeBackoff(),
        m.maxBackoff(),
        m.graftFloodThreshold(),
        Duration.ofDays(1),
        m.opportunisticGraftPeers(),
        m.directConnectTime(),
        m.iwantTime(),
        false,
        false,
        m.idontwantThreshold());
  }
}
