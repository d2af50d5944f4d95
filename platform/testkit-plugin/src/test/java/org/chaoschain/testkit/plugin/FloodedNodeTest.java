// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import org.chaoschain.agent.local.HostingSettings;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.message.flow.core.FlowShares;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.testkit.plugin.OneServer.Posted;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.SimNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A whole node that verifies so many bytes a second, and fifty peers that bring more, over Noise
 * and Yamux, in virtual time. As reference it runs in the strict order of the classes, and with
 * peers that look to it as one peer of one class, which makes it serve first in, first out. Both
 * fail what the scheduler keeps.
 */
@Timeout(240)
class FloodedNodeTest {
  private static final int PEERS = 50;
  private static final Duration TIME = Duration.ofSeconds(10);
  private static final Duration SETTLE = Duration.ofMinutes(4);
  private static final Duration WAY = Duration.ofMillis(5);

  /** Of shorter runs the p99 says more of chance than of the node. */
  private static final Duration FLOOD = Duration.ofSeconds(30);

  /** How a node serves: the shares of lower classes, and whether it can tell peers and classes. */
  private enum Order {
    SCHEDULER(FlowShares.DEFAULT, true),
    STRICT(FlowShares.STRICT, true),
    FIFO(FlowShares.DEFAULT, false);

    final FlowShares shares;
    final boolean tells;

    Order(FlowShares shares, boolean tells) {
      this.shares = shares;
      this.tells = tells;
    }
  }

  private static final class Lab implements AutoCloseable {
    final FlowLab flow;
    final Order order;
    final WholeNode hub;
    final AgentId receiver;
    final List<LightPeer> peers = new ArrayList<>();
    final List<Ed25519Key> agents = new ArrayList<>();
    final List<Posted> posted = new ArrayList<>();
    final Duration until;

    Lab(Order order) {
      this(order, FlowLab.seed(), TIME);
    }

    Lab(Order order, long seed, Duration time) {
      this.flow = new FlowLab(seed);
      this.order = order;
      SimNetwork links = new SimNetwork(flow.simulation, LinkSettings.DEFAULT.withLatency(WAY));
      hub =
          new WholeNode(
              flow.simulation,
              links,
              "hub",
              Optional.empty(),
              FlowLab.oneLane(),
              FlowLab.patient(1_024),
              HostingSettings.DEFAULT,
              FlowLab.flow(order.shares, FlowLab.CAPACITY),
              FlowLab.unpaced());
      receiver = new Resident(hub).id;
      flow.await(() -> !hub.p2p.addresses().isEmpty(), Duration.ofSeconds(10));
      AddressInfo target = new AddressInfo(hub.p2p.id(), hub.p2p.host.announcedAddresses());
      for (int i = 0; i < PEERS; i++) {
        peers.add(new LightPeer(flow.simulation, links, "peer" + i, target));
        agents.add(Ed25519Key.ofSeed(flow.simulation.entropy().bytes(32)));
      }
      until = flow.simulation.now().plus(time);
    }

    Tally source(
        double load, Content content, boolean critical, ToIntFunction<RandomGenerator> peer) {
      Tally tally = new Tally();
      flow.offer(
          load,
          until,
          random -> {
            int number = peer.applyAsInt(random);
            LightPeer through = peers.get(order.tells ? number : 0);
            tally.offered++;
            if (through.takes()) {
              SignedMessage message =
                  flow.signed(
                      agents.get(number),
                      receiver,
                      order.tells ? content : FlowLab.status(),
                      order.tells && critical);
              long now = flow.simulation.now().toNanos();
              posted.add(new Posted(now, number, message.wire().size()));
              through.post(new LightPeer.Letter(message, tally, now));
            }
          });
      return tally;
    }

    Tally high(double load, int first, int count) {
      return source(load, FlowLab.status(), true, random -> first + random.nextInt(count));
    }

    Tally medium(double load, int first, int count) {
      return source(load, FlowLab.status(), false, random -> first + random.nextInt(count));
    }

    Tally low(double load, int first, int count) {
      return source(load, FlowLab.announcement(), false, random -> first + random.nextInt(count));
    }

    void run() {
      flow.simulation.runUntil(until);
    }

    /** Until all of a source has an answer. */
    void settle(Tally tally) {
      flow.await(() -> tally.open == 0, SETTLE);
    }

    @Override
    public void close() {
      peers.forEach(LightPeer::close);
      hub.close();
    }
  }

  /** High at 85 % of the capacity, medium and low at five times each: what of high is lost. */
  private static int highLost(Order order) {
    try (Lab lab = new Lab(order)) {
      Tally high = lab.high(0.85, 0, 20);
      Tally medium = lab.medium(5, 20, 15);
      Tally low = lab.low(5, 35, 15);
      lab.run();
      double share = share(low, high, medium);
      lab.settle(high);
      System.out.printf(
          "%s: high %s; medium %s; low %s, %.1f %% of the bytes%n",
          order, high, medium, low, 100 * share);
      if (order == Order.SCHEDULER) {
        assertThat(share).isGreaterThanOrEqualTo(0.02);
        assertThat(lab.flow.simulation.metrics().gaugeValue("message.delivery.verify.peak.bytes"))
            .isLessThanOrEqualTo(512 << 10);
      }
      return high.offered - high.accepted;
    }
  }

  private static double share(Tally of, Tally... others) {
    long all = of.acceptedBytes;
    for (Tally other : others) {
      all += other.acceptedBytes;
    }
    return of.acceptedBytes / (double) all;
  }

  @Test
  void high_within_the_capacity_is_not_lost_beside_ten_times_as_much_of_the_rest() {
    assertThat(highLost(Order.SCHEDULER)).isZero();
  }

  @Test
  void first_in_first_out_loses_of_high() {
    assertThat(highLost(Order.FIFO)).isPositive();
  }

  /** High at ten times the capacity, low at once: the share of the bytes that low has. */
  private static double lowShare(Order order) {
    try (Lab lab = new Lab(order)) {
      Tally high = lab.high(10, 0, 35);
      Tally low = lab.low(1, 35, 15);
      lab.run();
      System.out.printf("%s: high %s; low %s%n", order, high, low);
      return share(low, high);
    }
  }

  @Test
  void low_has_its_share_beside_ten_times_the_capacity() {
    assertThat(lowShare(Order.SCHEDULER)).isGreaterThanOrEqualTo(0.02);
  }

  @Test
  void in_the_strict_order_low_starves() {
    assertThat(lowShare(Order.STRICT)).isLessThan(0.02);
  }

  /**
   * Honest peers at 60 % of the capacity, maybe beside one that offers ten times the capacity: how
   * long theirs took in the node, and before one server that is offered the same, alone and not.
   */
  private record Honest(Tally inNode, Tally atServer, Tally aloneAtServer) {
    static Honest measure(Order order, long seed, Duration time, boolean flood) {
      try (Lab lab = new Lab(order, seed, time)) {
        Tally honest = lab.high(0.6, 1, PEERS - 1);
        Tally flooding = flood ? lab.high(10, 0, 1) : new Tally();
        lab.run();
        lab.settle(honest);
        System.out.printf("%s: honest %s; flooding %s%n", order, honest, flooding);
        List<Posted> alone = lab.posted.stream().filter(posted -> posted.peer() != 0).toList();
        return new Honest(
            honest,
            OneServer.serve(lab.posted, peer -> peer != 0, WAY.multipliedBy(2)),
            OneServer.serve(alone, peer -> peer != 0, WAY.multipliedBy(2)));
      }
    }
  }

  @Test
  void alone_honest_peers_wait_no_longer_than_before_one_server() {
    Honest honest = Honest.measure(Order.SCHEDULER, FlowLab.seed(), FLOOD, false);

    assertThat(honest.inNode().accepted).isEqualTo(honest.inNode().offered);
    assertThat(honest.inNode().p99()).isLessThanOrEqualTo(1.01 * honest.atServer().p99());
  }

  /** No node is quicker alone than one server, so the factor of the node is no larger than this. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void one_flooding_peer_of_fifty_at_most_doubles_the_p99_of_the_others(int number) {
    long seed = FlowLab.seed() + number;
    Honest honest = Honest.measure(Order.SCHEDULER, seed, FLOOD, true);
    double p99 = honest.inNode().p99();
    double alone = honest.aloneAtServer().p99();
    System.out.printf(
        "seed %d: p99 of honest peers beside one that floods %.1f ms, before one server %.1f ms;"
            + " alone before one server %.1f ms: times %.2f%n",
        seed, p99, honest.atServer().p99(), alone, p99 / alone);

    assertThat(honest.inNode().accepted).as("seed %d", seed).isEqualTo(honest.inNode().offered);
    assertThat(p99).as("ms, seed %d", seed).isLessThanOrEqualTo(1.01 * honest.atServer().p99());
    assertThat(p99 / alone).as("times, seed %d", seed).isLessThanOrEqualTo(2);
  }

  @Test
  void first_in_first_out_one_flooding_peer_is_felt_by_all() {
    Honest honest = Honest.measure(Order.FIFO, FlowLab.seed(), TIME, true);
    double factor = honest.inNode().p99() / honest.aloneAtServer().p99();
    System.out.printf("first in, first out: times %.2f%n", factor);

    assertThat(factor).isGreaterThan(2);
  }
}
