// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.chaoschain.agent.local.HostingSettings;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.message.Content;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.message.flow.core.FlowShares;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.SimNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
    final FlowLab flow = new FlowLab();
    final Order order;
    final WholeNode hub;
    final AgentId receiver;
    final List<LightPeer> peers = new ArrayList<>();
    final List<Ed25519Key> agents = new ArrayList<>();
    final Duration until;

    Lab(Order order) {
      this.order = order;
      SimNetwork links =
          new SimNetwork(flow.simulation, LinkSettings.DEFAULT.withLatency(Duration.ofMillis(5)));
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
      until = flow.simulation.now().plus(TIME);
    }

    Tally source(double load, Content content, boolean critical, IntSupplier peer) {
      Tally tally = new Tally();
      flow.offer(
          load,
          until,
          () -> {
            int number = peer.getAsInt();
            LightPeer through = peers.get(order.tells ? number : 0);
            tally.offered++;
            if (through.takes()) {
              through.post(
                  new LightPeer.Letter(
                      flow.signed(
                          agents.get(number),
                          receiver,
                          order.tells ? content : FlowLab.status(),
                          order.tells && critical),
                      tally,
                      flow.simulation.now().toNanos()));
            }
          });
      return tally;
    }

    Tally high(double load, int first, int count) {
      return source(load, FlowLab.status(), true, () -> first + flow.any(count));
    }

    Tally medium(double load, int first, int count) {
      return source(load, FlowLab.status(), false, () -> first + flow.any(count));
    }

    Tally low(double load, int first, int count) {
      return source(load, FlowLab.announcement(), false, () -> first + flow.any(count));
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

  private static double honestP99(Order order, boolean flood) {
    try (Lab lab = new Lab(order)) {
      Tally honest = lab.high(0.6, 1, PEERS - 1);
      Tally flooding = flood ? lab.high(10, 0, 1) : new Tally();
      lab.run();
      lab.settle(honest);
      System.out.printf("%s: honest %s; flooding %s%n", order, honest, flooding);
      if (order == Order.SCHEDULER) {
        assertThat(honest.accepted).isEqualTo(honest.offered);
      }
      return honest.p99();
    }
  }

  private static double slowdown(Order order) {
    double factor = honestP99(order, true) / honestP99(order, false);
    System.out.printf(
        "%s: p99 of honest peers beside one that floods: times %.2f%n", order, factor);
    return factor;
  }

  @Test
  void beside_a_peer_that_floods_nothing_of_the_others_is_lost() {
    // a few hundred messages say little of a p99: CapacityTest has it, for one server
    assertThat(honestP99(Order.SCHEDULER, true)).isPositive();
  }

  @Test
  void first_in_first_out_one_flooding_peer_is_felt_by_all() {
    assertThat(slowdown(Order.FIFO)).isGreaterThan(2);
  }
}
