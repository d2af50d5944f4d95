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

  private static RouterNetwork network(int size, int dials) throws Exception {
    RouterNetwork network =
        new RouterNetwork(
            size,
            GossipConfig.DEFAULT.withMesh(MeshConfig.DEFAULT.withFloodPublish(false)),
            i -> MeshProtocol.GOSSIPSUB_1_2);
    network.linkAtRandom(dials, 2);
    network.subscribeAll("t");
    network.heartbeats(3);
    return network;
  }

  private static long below(RouterNetwork network, RouterNetwork.Node judged) {
    return network.nodes.stream().filter(n -> n.router.score(judged.id, network.now) < 0).count();
  }

  @Test
  void one_that_never_forwards_ends_below_zero_with_all_that_had_it_in_their_mesh()
      throws Exception {
    RouterNetwork network = network(20, 5);
    RouterNetwork.Node silent = network.nodes.get(7);
    silent.silent = true;
    for (int second = 0; second < 60; second++) {
      for (int m = 0; m < 5; m++) {
        network.publish(network.nodes.get((second * 5 + m) % 7), "t", second + " " + m);
      }
      network.heartbeats(1);
    }
    assertThat(below(network, silent)).isGreaterThanOrEqualTo(6);
    assertThat(network.nodes.stream().filter(n -> n.router.mesh("t").contains(silent.id)))
        .isEmpty();
    for (RouterNetwork.Node honest : network.nodes) {
      if (honest != silent) {
        assertThat(below(network, honest)).describedAs("%s", honest.id).isLessThanOrEqualTo(2);
      }
    }
    MessageId last = network.publish(network.nodes.get(0), "t", "last");
    network.heartbeats(2);
    assertThat(silent.delivered).describedAs("by gossip").containsKey(last);
  }

  @Test
  void on_a_quiet_topic_nobody_ends_below_zero() throws Exception {
    RouterNetwork network = network(20, 5);
    network.nodes.get(7).silent = true;
    for (int second = 0; second < 120; second++) {
      if (second % 2 == 0) {
        network.publish(network.nodes.get(second % 7), "t", "" + second);
      }
      network.heartbeats(1);
      for (RouterNetwork.Node node : network.nodes) {
        assertThat(below(network, node)).isZero();
      }
    }
  }

  @Test
  void what_the_links_have_lost_comes_by_gossip() throws Exception {
    RouterNetwork network = network(30, 6);
    network.lost = 0.25;
    for (int m = 0; m < 30; m++) {
      MessageId id = network.publish(network.nodes.get(m), "t", "message " + m);
      network.heartbeats(6);
      int author = m;
      assertThat(network.nodes)
          .allSatisfy(
              node ->
                  assertThat(node == network.nodes.get(author) || node.delivered.containsKey(id))
                      .isTrue());
    }
  }
}
