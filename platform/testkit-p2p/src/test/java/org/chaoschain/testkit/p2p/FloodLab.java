// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.SimNetwork;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/**
 * Many nodes that know one bootstrap address find each other and flood messages, in virtual time.
 * {@code -Dlab.nodes}, {@code -Dlab.messages} and {@code -Dlab.seed} decide the course.
 */
class FloodLab {
  private static final String TOPIC = "lab";

  @Test
  void every_message_reaches_every_node_once() throws Exception {
    int count = Integer.getInteger("lab.nodes", 100);
    int messages = Integer.getInteger("lab.messages", 100);
    Simulation simulation = new Simulation(Long.getLong("lab.seed", 42));
    SimNetwork network =
        new SimNetwork(
            simulation,
            new LinkSettings(
                Duration.ofMillis(25),
                Duration.ofMillis(10),
                1_250_000,
                LinkSettings.Splitting.LARGE));
    List<P2pNode> nodes = new ArrayList<>();
    List<Set<String>> heard = new ArrayList<>();
    long[] deliveries = new long[1];
    for (int i = 0; i < count; i++) {
      P2pNode.Plan plan =
          P2pNode.Plan.of(
              NodeServices.of(simulation), network.transport("n" + i), "/memory/" + (i + 1));
      if (i > 0) {
        Multiaddr bootstrap = nodes.get(0).addresses().get(0);
        plan = plan.withBootstrap(bootstrap);
      }
      P2pNode node = plan.start();
      Set<String> seen = new HashSet<>();
      heard.add(seen);
      node.gossipsub.subscribe(
          TOPIC,
          (data, from) -> {
            deliveries[0]++;
            seen.add(new String(data.toArray(), StandardCharsets.UTF_8));
            return CompletableFuture.completedFuture(Verdict.ACCEPT);
          });
      nodes.add(node);
      simulation.await(() -> !node.host.listenAddresses().isEmpty(), Duration.ofSeconds(5));
    }
    int wanted = Math.min(count - 1, 8);
    Duration begin = simulation.now();
    simulation.await(
        () -> nodes.stream().allMatch(n -> n.gossipsub.subscribers(TOPIC).size() >= wanted),
        Duration.ofMinutes(10));
    Duration connected = simulation.now().minus(begin);

    RandomGenerator random = simulation.newRandom();
    begin = simulation.now();
    for (int m = 0; m < messages; m++) {
      int author = random.nextInt(count);
      String text = "message " + m;
      heard.get(author).add(text);
      nodes.get(author).gossipsub.publish(TOPIC, Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)));
      simulation.runFor(Duration.ofMillis(20));
    }
    simulation.await(
        () -> heard.stream().allMatch(seen -> seen.size() == messages), Duration.ofMinutes(5));
    Duration flooded = simulation.now().minus(begin);
    simulation.runFor(Duration.ofSeconds(10));

    assertThat(deliveries[0]).isEqualTo((long) messages * (count - 1));
    long duplicates = simulation.metrics().counter("p2p.gossipsub.duplicates").value();
    System.out.printf(
        "lab FloodLab seed=%d nodes=%d messages=%d connected=%dms flooded=%dms deliveries=%d copies per delivery=%.2f%n",
        simulation.seed(),
        count,
        messages,
        connected.toMillis(),
        flooded.toMillis(),
        deliveries[0],
        1 + (double) duplicates / deliveries[0]);
    nodes.forEach(P2pNode::close);
    simulation.runFor(Duration.ofMinutes(1));
    simulation.assertNoLeaks();
  }
}
