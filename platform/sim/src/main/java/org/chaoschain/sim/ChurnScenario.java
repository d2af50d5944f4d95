// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.p2p.gossipsub.core.GossipConfig;

/**
 * A fifth of the nodes leaves each minute, and as many join. Half of those that leave say nothing
 * and are missed later; half of those that join are those that left, with their ids and nothing
 * else.
 */
final class ChurnScenario implements Scenario {
  static final double DEMANDED = 0.99;

  private static final int DIALS = 10;
  private static final double SHARE_PER_MINUTE = 0.2;
  private static final int MESSAGE_BYTES = 256;
  private static final Duration FORMING = Duration.ofSeconds(15);
  private static final Duration DISTANCE = Duration.ofMillis(200);
  private static final Duration AWAY = Duration.ofSeconds(10);

  /** What is left to chance about who comes and goes. */
  private static final class Turnover {
    final GossipNetwork network;
    final Upkeep upkeep;
    final long distance;
    final long end;
    int left;
    int joined;

    Turnover(GossipNetwork network, Upkeep upkeep, long distance, Duration lasts) {
      this.network = network;
      this.upkeep = upkeep;
      this.distance = distance;
      this.end = network.time.now() + lasts.toNanos();
    }

    void next() {
      if (network.time.now() >= end) {
        return;
      }
      List<HonestNode> present = network.nodes();
      HonestNode gone = present.get(network.random.nextInt(present.size()));
      left++;
      if (left % 2 == 0) {
        network.leave(gone);
      } else {
        network.fallSilent(gone, Upkeep.NOTICED);
      }
      boolean returns = network.random.nextBoolean();
      network.time.after(
          AWAY.toNanos(), () -> join(returns ? network.addAgain(gone) : network.addNode()));
      network.time.after(distance, this::next);
    }

    private void join(HonestNode node) {
      joined++;
      upkeep.fill(node);
      upkeep.start(node);
    }
  }

  @Override
  public String name() {
    return "churn";
  }

  @Override
  public String description() {
    return "20 % of the nodes leave and as many join each minute, half of them silently."
        + " At least 99 % of deliveries to the nodes that are there.";
  }

  @Override
  public Order defaults() {
    return new Order(1000, 0, 600, 42);
  }

  @Override
  public Outcome run(Order order) {
    Cost cost = new Cost();
    GossipNetwork network = new GossipNetwork(GossipConfig.DEFAULT, Links.DEFAULT, order.seed());
    Upkeep upkeep = new Upkeep(network, DIALS);
    List<HonestNode> nodes = network.addLinkedNodes(order.nodes(), DIALS);
    nodes.forEach(upkeep::start);
    network.time.pass(FORMING);
    Duration lasts = DISTANCE.multipliedBy(order.messages());
    long distance = (long) (Duration.ofMinutes(1).toNanos() / (SHARE_PER_MINUTE * order.nodes()));
    Turnover turnover = new Turnover(network, upkeep, distance, lasts);
    turnover.next();
    network.publishAnywhere(order.messages(), MESSAGE_BYTES, DISTANCE);
    network.time.pass(lasts.plus(Ledger.WINDOW));
    Ledger.Summary summary = network.ledger.summary(network.members, p -> true);

    Map<String, Object> more = new LinkedHashMap<>();
    more.put("messages", order.messages());
    more.put("left", turnover.left);
    more.put("joined", turnover.joined);
    more.put("deliveries", summary.delivered());
    more.put("max_ms", summary.max());
    more.put("virtual_s", network.time.now() / 1e9);
    more.put("cpu_s", Figures.round(cost.cpuNanos() / 1e9));
    List<String> failures = new ArrayList<>();
    if (summary.ratio() < DEMANDED) {
      failures.add(
          "delivered %.5f, at least %.2f is demanded".formatted(summary.ratio(), DEMANDED));
    }
    return Figures.outcome(this, order, network, summary, more, failures);
  }
}
