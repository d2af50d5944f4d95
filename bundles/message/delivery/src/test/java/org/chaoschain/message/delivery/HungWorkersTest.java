// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.chaoschain.api.isolation.Capability;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.message.Message;
import org.chaoschain.message.delivery.core.Origin;
import org.chaoschain.message.delivery.core.Outcome;
import org.chaoschain.message.delivery.core.Outcome.Taken;
import org.chaoschain.message.delivery.core.Registration;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.ops.system.SchedulerLimits;
import org.chaoschain.ops.system.SystemClock;
import org.chaoschain.ops.system.ThreadScheduler;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rules that never return, on the real workers of a node. */
class HungWorkersTest {
  private static final int SENDERS = 50;
  private static final int CHECKS = 4;
  private static final int ROUNDS = 6;

  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  /** Each call of its rules stays until the test ends. */
  private final class Stuck extends TextType {
    Stuck(String name) {
      super(name);
    }

    @Override
    public Optional<Rejection> validate(Message message) {
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      try {
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return Optional.empty();
    }
  }

  /** With room for some checks at once, as the account of a plugin has. */
  private static final class Bounded implements PluginAccount {
    private final AtomicInteger checks = new AtomicInteger();

    @Override
    public String plugin() {
      return "org.example.stuck";
    }

    @Override
    public void require(Capability capability) {}

    @Override
    public void reserveQueue(int bytes) {}

    @Override
    public void releaseQueue(int bytes) {}

    @Override
    public Optional<Work> begin(String what, Runnable retry) {
      return NODE.begin(what, retry);
    }

    @Override
    public Optional<Work> beginCheck(String what, Runnable retry) {
      if (checks.incrementAndGet() > CHECKS) {
        checks.decrementAndGet(); // no call ever ends here, so nobody is called back
        return Optional.empty();
      }
      return NODE.beginCheck(what, retry);
    }

    @Override
    public void openStream() {}

    @Override
    public void closeStream() {}

    @Override
    public void failed(String what, Throwable cause) {}
  }

  @Test
  @Timeout(120)
  void messages_of_other_types_are_handled_whoever_has_sent_some_whose_rules_never_return()
      throws Exception {
    RecordedMetrics metrics = new RecordedMetrics();
    SchedulerLimits limits = SchedulerLimits.defaults();
    try (ThreadScheduler scheduler = new ThreadScheduler(limits, metrics)) {
      Node node =
          new Node(new SystemClock(), scheduler, metrics, event -> {}, InboxSettings.DEFAULT);
      TextType poem = new TextType("extension/poem");
      node.delivery.addType(poem, 0, 1);
      PluginAccount account = new Bounded();
      for (int i = 0; i < 3; i++) {
        node.delivery.addType(
            new Stuck("extension/stuck" + i), new Registration(0, 2L + i, account));
      }
      List<Ed25519Key> senders = new ArrayList<>();
      for (int sender = 0; sender < SENDERS; sender++) {
        senders.add(Node.agent(sender + 1));
      }
      for (Ed25519Key sender : senders) {
        for (int i = 0; i < 3; i++) {
          receive(node, sender, "stuck" + i, "never");
        }
      }
      List<Arrival> arrivals = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        for (Ed25519Key sender : senders) {
          arrivals.add(receive(node, sender, "poem", String.valueOf(round)));
        }
      }
      for (Arrival arrival : arrivals) {
        Outcome outcome = arrival.handled().get(30, TimeUnit.SECONDS);
        assertThat(outcome).isEqualTo(Taken.ACCEPTED);
      }
      assertThat(poem.handled).hasSize(SENDERS * ROUNDS);
      assertThat(most.get()).isBetween(1, CHECKS).isLessThan(limits.workerThreads());
      end.countDown();
    }
  }

  private static Arrival receive(Node node, Ed25519Key from, String type, String text) {
    return node.delivery
        .inbox()
        .receive(node.extension(from, type, text).wire(), new Origin.Gossip("agents", "p"));
  }
}
