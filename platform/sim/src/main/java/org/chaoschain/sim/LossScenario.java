// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.p2p.gossipsub.core.GossipConfig;

/** Links lose a quarter of all payload and gossip; the mesh and its gossip make up for it. */
final class LossScenario implements Scenario {
  static final int DIALS = 10;
  static final double DEMANDED = 0.999;

  private static final double LOSS = 0.25;
  private static final int MESSAGE_BYTES = 256;
  private static final Duration FORMING = Duration.ofSeconds(15);
  private static final Duration DISTANCE = Duration.ofMillis(100);

  private final GossipConfig config;

  LossScenario() {
    this(GossipConfig.DEFAULT);
  }

  LossScenario(GossipConfig config) {
    this.config = config;
  }

  @Override
  public String name() {
    return "loss";
  }

  @Override
  public String description() {
    return "25 ms links, give or take a tenth, lose 25 % of payload and gossip; mesh of 8."
        + " At least 99.9 % of deliveries.";
  }

  @Override
  public Order defaults() {
    return new Order(1000, 0, 100, 42);
  }

  @Override
  public Outcome run(Order order) {
    return run(order, new GossipNetwork(config, Links.DEFAULT.withLoss(LOSS), order.seed()));
  }

  /** Runs it in a network that is empty yet. */
  Outcome run(Order order, GossipNetwork network) {
    Cost cost = new Cost();
    List<HonestNode> nodes = network.addLinkedNodes(order.nodes(), DIALS);
    network.time.pass(FORMING);
    long formed = cost.cpuNanos();
    network.publish(nodes, order.messages(), MESSAGE_BYTES, DISTANCE);
    network.time.pass(DISTANCE.multipliedBy(order.messages()).plus(Ledger.WINDOW));
    long ended = cost.cpuNanos();
    Ledger.Summary summary = network.ledger.summary(network.members, p -> true);

    Map<String, Object> more = new LinkedHashMap<>();
    more.put("d", network.config.mesh().d());
    more.put("loss", network.weather.loss());
    more.put("messages", order.messages());
    more.put("deliveries", summary.delivered());
    more.put("max_ms", summary.max());
    more.put("rpcs", network.sent());
    more.put("rpcs_lost", network.lost());
    more.put("duplicates", network.metrics.count("p2p.gossipsub.duplicates"));
    more.put("given_by_iwant", network.metrics.count("p2p.gossipsub.iwant.answered"));
    more.put("virtual_s", network.time.now() / 1e9);
    more.put("cpu_s", Figures.round(ended / 1e9));
    more.put("cpu_us_per_delivery", Figures.round((ended - formed) / 1e3 / summary.delivered()));
    more.put("heap_bytes_per_node", cost.heapBytes() / order.nodes());
    List<String> failures = new ArrayList<>();
    if (summary.ratio() < DEMANDED) {
      failures.add(
          "delivered %.5f, at least %.3f is demanded".formatted(summary.ratio(), DEMANDED));
    }
    return Figures.outcome(this, order, network, summary, more, failures);
  }
}
