// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.SimNetwork;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A peer over its rate costs a node none of the messages that another peer brings as well. */
class ThrottleTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final TopicSubscriber ACCEPTS =
      (data, from) -> CompletableFuture.completedFuture(Verdict.ACCEPT);

  private final Simulation simulation = new Simulation();
  private final SimNetwork network =
      new SimNetwork(simulation, LinkSettings.DEFAULT.withLatency(Duration.ofMillis(5)));
  private final List<P2pNode> nodes = new ArrayList<>();

  private P2pNode start(String name) {
    P2pNode node =
        P2pNode.Plan.of(
                NodeServices.of(simulation),
                network.transport(name),
                "/memory/" + (nodes.size() + 1))
            .start();
    nodes.add(node);
    simulation.await(() -> !node.host.listenAddresses().isEmpty(), SOON);
    return node;
  }

  @AfterEach
  void close() {
    nodes.forEach(P2pNode::close);
    simulation.runFor(Duration.ofMinutes(1));
    simulation.assertNoLeaks();
  }

  @Test
  void a_large_message_of_a_peer_over_its_rate_still_comes_by_another_one() throws Exception {
    P2pNode author = start("author");
    P2pNode relay = start("relay");
    P2pNode node = start("node");
    CompletableFuture<Verdict> late = new CompletableFuture<>();
    List<PeerId> brought = new ArrayList<>();
    author.gossipsub.subscribe("t", ACCEPTS);
    relay.gossipsub.subscribe("t", (data, from) -> late);
    node.gossipsub.subscribe(
        "t",
        (data, from) -> {
          brought.add(from);
          return CompletableFuture.completedFuture(
              from.equals(author.id()) ? Verdict.THROTTLE : Verdict.ACCEPT);
        });
    simulation.await(author.connect(relay), SOON);
    simulation.await(author.connect(node), SOON);
    simulation.await(relay.connect(node), SOON);
    simulation.await(() -> author.gossipsub.mesh("t").size() == 2, SOON);
    simulation.await(() -> relay.gossipsub.mesh("t").contains(node.id()), SOON);
    simulation.await(() -> node.gossipsub.mesh("t").contains(relay.id()), SOON);
    author.gossipsub.publish("t", Bytes.wrap(new byte[4096]));
    simulation.await(() -> !brought.isEmpty(), SOON);
    simulation.runFor(Duration.ofMillis(200));
    assertThat(brought).containsExactly(author.id());
    late.complete(Verdict.ACCEPT);
    simulation.await(() -> brought.size() > 1, Duration.ofSeconds(2));
    assertThat(brought).containsExactly(author.id(), relay.id());
  }
}
