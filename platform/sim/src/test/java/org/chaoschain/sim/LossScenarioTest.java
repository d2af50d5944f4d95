// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.chaoschain.p2p.gossipsub.core.GossipConfig;
import org.chaoschain.sim.Scenario.Order;
import org.chaoschain.sim.Scenario.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LossScenarioTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aQuarterOfLossLeavesHardlyAGap(long seed) {
    Outcome outcome = new LossScenario().run(new Order(200, 0, 50, seed));
    assertThat(outcome.failures()).as(outcome.figures().toString()).isEmpty();
    assertThat(outcome.deliveredRatio()).isGreaterThanOrEqualTo(0.999);
    long sent = (long) outcome.more().get("rpcs");
    long lost = (long) outcome.more().get("rpcs_lost");
    assertThat((double) lost / sent).as("the loss was there").isBetween(0.2, 0.26);
  }

  /** The demand can fail: a mesh of two without gossip does not carry a quarter of loss. */
  @Test
  void aThinMeshIsFoundOut() {
    GossipConfig thin =
        GossipConfig.DEFAULT.withMesh(
            GossipConfig.DEFAULT.mesh().withDegree(2).withFloodPublish(false));
    Outcome outcome =
        new LossScenario()
            .run(new Order(200, 0, 50, 1), new GossipNetwork(thin, Links.DEFAULT.withLoss(0.6), 1));
    assertThat(outcome.deliveredRatio()).isLessThan(0.999);
    assertThat(outcome.failures()).isNotEmpty();
  }
}
