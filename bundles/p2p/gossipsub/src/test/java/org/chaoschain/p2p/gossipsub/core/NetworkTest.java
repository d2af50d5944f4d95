// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Many routers together. */
class NetworkTest {
  @Test
  void fifty_routers_of_all_versions_deliver_every_message_to_all_once() throws Exception {
    RouterNetwork network =
        new RouterNetwork(
            50,
            GossipConfig.DEFAULT.withMesh(MeshConfig.DEFAULT.withFloodPublish(false)),
            i -> MeshProtocol.ofId(MeshProtocol.ids().get(i % 10 == 0 ? 3 : i % 3)).orElseThrow());
    network.linkAtRandom(10, 1);
    network.subscribeAll("t");
    network.heartbeats(3);
    for (int m = 0; m < 50; m++) {
      MessageId id =
          network.publish(network.nodes.get(m), "t", "message " + m + "x".repeat(m % 2 * 2000));
      network.heartbeats(1);
      for (int i = 0; i < 50; i++) {
        Integer expected = i == m ? null : 1;
        assertThat(network.nodes.get(i).delivered.get(id))
            .describedAs("node %d, message of node %d", i, m)
            .isEqualTo(expected);
      }
    }
    assertThat(network.metrics.count("p2p.gossipsub.idontwant.sent")).isPositive();
    for (RouterNetwork.Node node : network.nodes) {
      assertThat(node.incidents).isEmpty();
      assertThat(node.router.mesh("t").size()).isLessThanOrEqualTo(12);
    }
  }
}
