// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.delivery.core.Origin;
import org.chaoschain.message.delivery.core.Outcome;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.ops.system.SchedulerLimits;
import org.chaoschain.ops.system.SystemClock;
import org.chaoschain.ops.system.ThreadScheduler;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Generations of a type that change under load, on real threads. */
class GenerationSwitchTest {
  private static final int SENDERS = 4;
  private static final int MESSAGES_EACH = 500;
  private static final int SWITCHES = 40;

  private final RecordedMetrics metrics = new RecordedMetrics();
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();

  /** A generation that notices when it is used after it was let go. */
  private final class Watched extends TextType {
    private volatile boolean gone;

    Watched() {
      super("extension/art");
    }

    @Override
    public void handle(SignedMessage message) {
      if (gone) {
        complaints.add("used after it was drained");
      }
      heard.add(message.message().sender().shortText() + " " + text(message.message()));
      for (int i = 0; i < 2000; i++) {
        Thread.onSpinWait();
      }
      if (gone) {
        complaints.add("drained while it was used");
      }
    }
  }

  @Test
  @Timeout(120)
  void a_switch_under_load_loses_and_repeats_nothing_and_keeps_the_order() throws Exception {
    try (ThreadScheduler scheduler = scheduler()) {
      Node node =
          new Node(
              new SystemClock(),
              scheduler,
              metrics,
              event -> {},
              roomy(),
              Safeguards.DEFAULT.withRates(Speed.WIDE));
      List<List<Bytes>> wires = wires(node);
      List<Arrival> arrivals = new ArrayList<>();
      Watched current = new Watched();
      long registration = 1;
      node.delivery.addType(current, 0, registration);
      int every = SENDERS * MESSAGES_EACH / SWITCHES;
      for (int i = 0; i < MESSAGES_EACH; i++) {
        for (int sender = 0; sender < SENDERS; sender++) {
          arrivals.add(
              node.delivery
                  .inbox()
                  .receive(wires.get(sender).get(i), new Origin.Gossip("agents", "peer")));
          if (arrivals.size() % every == 0) {
            boolean overlap = arrivals.size() / every % 2 == 0;
            Watched next = new Watched();
            if (overlap) {
              node.delivery.addType(next, 0, registration + 1);
            }
            node.delivery.removeType(registration).toCompletableFuture().get(30, TimeUnit.SECONDS);
            current.gone = true;
            if (!overlap) {
              node.delivery.addType(next, 0, registration + 1);
            }
            registration++;
            current = next;
          }
        }
      }
      for (Arrival arrival : arrivals) {
        Outcome outcome = arrival.handled().get(60, TimeUnit.SECONDS);
        assertThat(outcome).isNotInstanceOf(Refused.class);
      }
      // Parked ones have answered before they are handled.
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (heard.size() < SENDERS * MESSAGES_EACH && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
    }
    assertThat(complaints).isEmpty();
    assertThat(heard).hasSize(SENDERS * MESSAGES_EACH).doesNotHaveDuplicates();
    Map<String, Integer> last = new HashMap<>();
    for (String each : heard) {
      String[] words = each.split(" ", -1);
      int number = Integer.parseInt(words[1]);
      assertThat(number).isGreaterThan(last.getOrDefault(words[0], -1));
      last.put(words[0], number);
    }
  }

  /** Nothing is to be refused or pushed out here. */
  private static InboxSettings roomy() {
    InboxSettings d = InboxSettings.DEFAULT;
    int all = SENDERS * MESSAGES_EACH;
    return new InboxSettings(
        d.maxWireBytes(),
        d.freshness(),
        d.seenMax(),
        d.seenTimeToLive(),
        d.lanes(),
        all,
        16L << 20,
        all,
        d.queueMaxBytes(),
        all,
        d.parkedMaxBytes(),
        d.parkedTimeToLive(),
        4 * all,
        d.recordTextMax(),
        d.topicLinger());
  }

  private ThreadScheduler scheduler() {
    return new ThreadScheduler(SchedulerLimits.defaults(), metrics);
  }

  private static List<List<Bytes>> wires(Node node) {
    List<List<Bytes>> wires = new ArrayList<>();
    for (int sender = 0; sender < SENDERS; sender++) {
      Ed25519Key key = Node.agent(sender + 1);
      List<Bytes> own = new ArrayList<>();
      for (int i = 0; i < MESSAGES_EACH; i++) {
        own.add(node.extension(key, "art", String.valueOf(i)).wire());
      }
      wires.add(own);
    }
    return wires;
  }
}
