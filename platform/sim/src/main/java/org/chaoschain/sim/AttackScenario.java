// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.gossipsub.core.GossipConfig;

/** Attackers, several to each honest node, against a network that carries messages meanwhile. */
final class AttackScenario implements Scenario {
  static final double DEMANDED = 0.99;

  /** A message that takes longer is of no use. */
  static final Duration USEFUL = Duration.ofSeconds(5);

  /** Within which an eclipsed node must have recovered. */
  static final Duration RECOVERY = Duration.ofSeconds(60);

  private static final int DIALS = 10;
  private static final int MESSAGE_BYTES = 256;
  private static final Duration FORMING = Duration.ofSeconds(15);
  private static final Duration DISTANCE = Duration.ofMillis(200);
  private static final Duration COVERT = Duration.ofSeconds(60);
  private static final Duration JOINING = Duration.ofSeconds(20);

  /** Addresses of all attackers together, where they have few. */
  private static final int COLOCATED = 2;

  private final Attack attack;
  private final GossipConfig config;

  AttackScenario(Attack attack) {
    this(attack, GossipConfig.DEFAULT);
  }

  AttackScenario(Attack attack, GossipConfig config) {
    this.attack = attack;
    this.config = config;
  }

  @Override
  public String name() {
    return attack.label();
  }

  @Override
  public String description() {
    return attack.story() + " At least 99 % of deliveries" + recoveryDemanded();
  }

  private String recoveryDemanded() {
    return attack == Attack.ECLIPSE_ONE ? ", and the node recovers within 60 s." : ".";
  }

  @Override
  public Order defaults() {
    return new Order(1000, 4000, 600, 42);
  }

  /** A run: the network with who plays which part. */
  private final class Run {
    final Order order;
    final GossipNetwork network;
    final List<HonestNode> nodes = new ArrayList<>();
    final List<Sybil> sybils = new ArrayList<>();

    /** Whom the attack is about; in attacks on all, one of them for comparison. */
    HonestNode target;

    long attacked;
    Recovery recovery;

    Run(Order order) {
      this.order = order;
      this.network = new GossipNetwork(config, Links.DEFAULT, order.seed());
    }

    void addNodes(int count) {
      for (int i = 0; i < count; i++) {
        nodes.add(network.addNode());
      }
    }

    void addSybils() {
      long turns = network.time.now() + COVERT.toNanos();
      Set<Integer> victims = target == null ? Set.of() : Set.of(target.index);
      Attack.Orders orders = new Attack.Orders(attack.conduct(), victims, turns);
      for (int i = 0; i < order.sybils(); i++) {
        List<String> addresses =
            attack == Attack.COLOCATION
                ? List.of("192.0.2." + i % COLOCATED)
                : GossipNetwork.ownAddress(network.members.size());
        Sybil sybil = new Sybil(network, network.identity(addresses), orders);
        network.add(sybil);
        sybils.add(sybil);
      }
    }

    /** Attackers dial some of these each. */
    void sybilsDial(List<HonestNode> whom) {
      for (Sybil sybil : sybils) {
        int most = Math.min(DIALS, whom.size());
        while (sybil.links.size() < most) {
          network.connect(sybil, whom.get(network.random.nextInt(whom.size())));
        }
      }
    }
  }

  @Override
  public Outcome run(Order order) {
    Cost cost = new Cost();
    Run run = new Run(order);
    List<HonestNode> authors = prepare(run);
    run.recovery = new Recovery(run.network, run.target);
    run.network.publish(authors, order.messages(), MESSAGE_BYTES, DISTANCE);
    run.network.time.pass(DISTANCE.multipliedBy(order.messages()).plus(Ledger.WINDOW));
    return outcome(run, cost);
  }

  /** Brings everybody in place; who publishes from now on. */
  private List<HonestNode> prepare(Run run) {
    GossipNetwork network = run.network;
    int nodes = run.order.nodes();
    switch (attack) {
      case COLD_BOOT -> {
        run.addSybils();
        joinOneByOne(run, nodes);
        network.time.pass(Ledger.SETTLED);
        run.attacked = network.time.now();
      }
      case ECLIPSE_ONE -> {
        run.addNodes(nodes - 1);
        network.linkAtRandom(run.nodes, DIALS);
        network.time.pass(FORMING);
        List<HonestNode> others = List.copyOf(run.nodes);
        run.addNodes(1);
        run.target = run.nodes.get(nodes - 1);
        run.addSybils();
        isolate(run, others);
      }
      default -> {
        // all at once, so that the meshes form among honest peers and attackers alike
        run.addNodes(nodes);
        run.target = run.nodes.get(0);
        network.linkAtRandom(run.nodes, DIALS);
        run.addSybils();
        run.sybilsDial(attack == Attack.ECLIPSE_PUBLISHERS ? publishers(run.nodes) : run.nodes);
        network.time.pass(FORMING);
        run.attacked = network.time.now();
      }
    }
    return switch (attack) {
      case ECLIPSE_PUBLISHERS -> publishers(run.nodes);
      // every fourth message is the victim's
      case CENSOR -> censored(run);
      default -> run.nodes;
    };
  }

  private static List<HonestNode> publishers(List<HonestNode> nodes) {
    return nodes.subList(0, Math.max(2, nodes.size() / 100));
  }

  private static List<HonestNode> censored(Run run) {
    return run.nodes.subList(0, 4);
  }

  /** Each that joins dials honest nodes that are there, and is dialled by attackers. */
  private void joinOneByOne(Run run, int nodes) {
    GossipNetwork network = run.network;
    Duration distance = JOINING.dividedBy(nodes);
    for (int i = 0; i < nodes; i++) {
      run.addNodes(1);
      HonestNode joined = run.nodes.get(i);
      int share = run.order.sybils() * DIALS / nodes;
      for (int s = 0; s < share && !run.sybils.isEmpty(); s++) {
        network.connect(run.sybils.get(network.random.nextInt(run.sybils.size())), joined);
      }
      for (int d = 0; d < DIALS && i > 0; d++) {
        network.connect(joined, run.nodes.get(network.random.nextInt(i)));
      }
      network.time.pass(distance);
    }
    run.target = run.nodes.get(0);
  }

  /**
   * The target knows nobody but attackers for a time: they have dialled it, and those that it has
   * dialled are attackers. Then it is linked to as many honest nodes as it would have dialled, half
   * of them by its own dials.
   */
  private void isolate(Run run, List<HonestNode> others) {
    GossipNetwork network = run.network;
    int atMost = Math.min(run.sybils.size(), 2 * 20 * DIALS);
    for (int i = 0; i < atMost; i++) {
      if (i < DIALS / 2) {
        network.connect(run.target, run.sybils.get(i));
      } else {
        network.connect(run.sybils.get(i), run.target);
      }
    }
    network.time.pass(FORMING);
    run.attacked = network.time.now();
    for (int i = 0; i < DIALS; i++) {
      HonestNode other = others.get(network.random.nextInt(others.size()));
      if (i % 2 == 0) {
        network.connect(run.target, other);
      } else {
        network.connect(other, run.target);
      }
    }
  }

  private Outcome outcome(Run run, Cost cost) {
    GossipNetwork network = run.network;
    Ledger.Summary summary = network.ledger.summary(network.members, p -> true);
    Map<String, Object> more = new LinkedHashMap<>();
    List<String> failures = new ArrayList<>();
    more.put("sybils", run.order.sybils());
    more.put("messages", run.order.messages());
    more.put("max_ms", summary.max());
    Ledger.Summary target = network.ledger.summary(List.of(run.target), p -> true);
    more.put("target_delivered_ratio", target.ratio());
    more.put("sybils_in_meshes_at_start", Figures.round(run.recovery.sybilShareAtStart()));
    more.put("sybils_in_meshes_at_end", Figures.round(run.recovery.sybilShare()));
    more.put("sybils_below_zero", Figures.round(belowZero(run)));
    if (attack == Attack.CENSOR) {
      Ledger.Summary victims =
          network.ledger.summary(network.members, p -> p.author == run.target.index);
      more.put("victims_delivered_ratio", victims.ratio());
      demandRatio("of the victim's messages", victims.ratio(), failures);
    }
    if (attack == Attack.ECLIPSE_ONE) {
      recovered(run, more, failures);
    }
    more.put("virtual_s", network.time.now() / 1e9);
    more.put("cpu_s", Figures.round(cost.cpuNanos() / 1e9));
    demandRatio("of all", summary.ratio(), failures);
    return Figures.outcome(this, run.order, network, summary, more, failures);
  }

  private static void demandRatio(String what, double ratio, List<String> failures) {
    if (ratio < DEMANDED) {
      failures.add("delivered %.5f %s, at least %.2f is demanded".formatted(ratio, what, DEMANDED));
    }
  }

  private static void recovered(Run run, Map<String, Object> more, List<String> failures) {
    double mesh = run.recovery.honestMeshAfter(run.attacked);
    double messages = run.recovery.allUsefulAfter(run.attacked);
    more.put("mesh_recovered_s", Figures.round(mesh));
    more.put("deliveries_recovered_s", Figures.round(messages));
    if (Math.max(mesh, messages) > RECOVERY.toSeconds()) {
      failures.add(
          "the eclipsed node recovered after %.1f s (mesh) and %.1f s (deliveries), %d s are demanded"
              .formatted(mesh, messages, RECOVERY.toSeconds()));
    }
  }

  /** Of all pairs of a node and an attacker linked to it, the share whose score is negative. */
  private static double belowZero(Run run) {
    long pairs = 0;
    long negative = 0;
    long now = run.network.time.now();
    for (HonestNode node : run.nodes) {
      for (PeerId peer : node.links.keySet()) {
        if (!run.network.member(peer).honest()) {
          pairs++;
          negative += node.router.score(peer, now) < 0 ? 1 : 0;
        }
      }
    }
    return pairs == 0 ? 0 : (double) negative / pairs;
  }
}
