// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.gossipsub.core.GossipConfig;

/** The network splits into two halves that do not hear each other, and heals a minute later. */
final class PartitionScenario implements Scenario {
  static final double DEMANDED = 0.99;

  /** Within which the meshes must be large enough again, once the loss of links is noticed. */
  static final Duration REPAIR = Duration.ofSeconds(30);

  private static final int DIALS = 10;
  private static final int MESSAGE_BYTES = 256;
  private static final Duration FORMING = Duration.ofSeconds(15);
  private static final Duration SPLIT = Duration.ofSeconds(60);
  private static final Duration DISTANCE = Duration.ofMillis(200);

  @Override
  public String name() {
    return "partition";
  }

  @Override
  public String description() {
    return "The network splits into halves for a minute and heals. At least 99 % of deliveries"
        + " within each half meanwhile, and to all after healing; meshes repaired within 30 s.";
  }

  @Override
  public Order defaults() {
    return new Order(1000, 0, 900, 42);
  }

  private static boolean left(int index) {
    return index % 2 == 0;
  }

  @Override
  public Outcome run(Order order) {
    Cost cost = new Cost();
    GossipNetwork network = new GossipNetwork(GossipConfig.DEFAULT, Links.DEFAULT, order.seed());
    Upkeep upkeep = new Upkeep(network, DIALS);
    List<HonestNode> nodes = network.addLinkedNodes(order.nodes(), DIALS);
    nodes.forEach(upkeep::start);
    network.time.pass(FORMING);

    network.cut((a, b) -> left(a.index) != left(b.index));
    network.publish(nodes, order.messages(), MESSAGE_BYTES, DISTANCE);
    network.time.pass(Upkeep.NOTICED);
    loseCutLinks(network, upkeep, nodes);
    double repair =
        seconds(network, SPLIT.minus(Upkeep.NOTICED), () -> largeEnough(network, nodes));
    network.cut(null);
    long healed = network.time.now();
    Duration published = DISTANCE.multipliedBy(order.messages()).minus(SPLIT);
    Duration rest = published.isNegative() ? Duration.ZERO : published;
    double joined = seconds(network, rest.plus(Ledger.WINDOW), () -> joined(network, nodes));
    return outcome(order, network, new Times(healed, repair, joined), cost);
  }

  /**
   * When what happened.
   *
   * @param healed the halves can reach each other again, in nanoseconds
   * @param repair seconds from the loss of the links until each mesh was large enough; -1 if never
   * @param joined seconds from the healing until the meshes of both halves were one; -1 if never
   */
  private record Times(long healed, double repair, double joined) {}

  /** Lets time pass; after how many seconds it held, and held to the end. */
  private static double seconds(GossipNetwork network, Duration time, BooleanSupplier holds) {
    long since = -1;
    for (long second = 0; second < time.toSeconds(); second++) {
      since = !holds.getAsBoolean() ? -1 : since < 0 ? second : since;
      network.time.pass(Duration.ofSeconds(1));
    }
    return since;
  }

  private static void loseCutLinks(GossipNetwork network, Upkeep upkeep, List<HonestNode> nodes) {
    for (HonestNode node : nodes) {
      for (Link link : List.copyOf(node.links.values())) {
        if (!network.reaches(node, link.to)) {
          Member dialler = link.outbound ? node : link.to;
          Member dialled = link.outbound ? link.to : node;
          network.disconnect(node, link.to);
          upkeep.retry(dialler, dialled);
        }
      }
    }
  }

  private static boolean largeEnough(GossipNetwork network, List<HonestNode> nodes) {
    int least = network.config.mesh().dLow();
    return nodes.stream().allMatch(n -> n.router.mesh(GossipNetwork.TOPIC).size() >= least);
  }

  /** Whether from one mesh to the next every node can be reached. */
  private static boolean joined(GossipNetwork network, List<HonestNode> nodes) {
    Set<HonestNode> reached = new HashSet<>();
    Deque<HonestNode> next = new ArrayDeque<>(nodes.subList(0, 1));
    reached.add(nodes.get(0));
    while (!next.isEmpty()) {
      for (PeerId peer : next.remove().router.mesh(GossipNetwork.TOPIC)) {
        if (network.member(peer) instanceof HonestNode node && reached.add(node)) {
          next.add(node);
        }
      }
    }
    return reached.size() == nodes.size();
  }

  private Outcome outcome(Order order, GossipNetwork network, Times times, Cost cost) {
    Predicate<Ledger.Publication> apart = p -> p.at < times.healed() - Ledger.WINDOW.toNanos();
    Ledger.Summary left =
        network.ledger.summary(side(network, true), apart.and(p -> left(p.author)));
    Ledger.Summary right =
        network.ledger.summary(side(network, false), apart.and(p -> !left(p.author)));
    Ledger.Summary after = network.ledger.summary(network.members, p -> p.at >= times.healed());

    Map<String, Object> more = new LinkedHashMap<>();
    more.put("messages", order.messages());
    more.put("within_halves_ratio", Math.min(left.ratio(), right.ratio()));
    more.put("mesh_repair_s", times.repair());
    more.put("meshes_joined_s", times.joined());
    more.put("deliveries_after_healing", after.delivered());
    more.put("max_ms", after.max());
    more.put("virtual_s", network.time.now() / 1e9);
    more.put("cpu_s", Figures.round(cost.cpuNanos() / 1e9));
    List<String> failures = new ArrayList<>();
    demand("within the halves", Math.min(left.ratio(), right.ratio()), failures);
    demand("after healing", after.ratio(), failures);
    if (times.repair() < 0 || times.repair() > REPAIR.toSeconds()) {
      failures.add(
          "after the split the meshes were not large enough again within %d s"
              .formatted(REPAIR.toSeconds()));
    }
    if (after.expected() == 0) {
      failures.add("no message was published after healing: order more with --messages");
    }
    return Figures.outcome(this, order, network, after, more, failures);
  }

  private static void demand(String what, double ratio, List<String> failures) {
    if (ratio < DEMANDED) {
      failures.add("delivered %.5f %s, at least %.2f is demanded".formatted(ratio, what, DEMANDED));
    }
  }

  private static List<Member> side(GossipNetwork network, boolean left) {
    return network.members.stream().filter(member -> left(member.index) == left).toList();
  }
}
