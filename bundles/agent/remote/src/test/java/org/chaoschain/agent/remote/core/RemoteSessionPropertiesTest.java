// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.chaoschain.message.json.core.Frame;
import org.chaoschain.testkit.sim.RecordedMetrics;

/** Whatever happens to the connection, an agent that follows the protocol knows what it has got. */
class RemoteSessionPropertiesTest {
  private static final Duration MAX_AGE = Duration.ofSeconds(10);
  private static final int FRAMES = 12;
  private static final int WINDOW = 4;

  private static RemoteSettings settings(int frames, long bytes, Duration age) {
    RecordedMetrics metrics = new RecordedMetrics();
    return new RemoteSettings(
        metrics.limit(RemoteSettings.MAX_FRAMES, frames, "deliveries"),
        metrics.limit(RemoteSettings.MAX_BYTES, bytes, "bytes"),
        age,
        WINDOW,
        1_000,
        2,
        64,
        metrics.limit(RemoteSettings.MAX_WAITING, 6, "messages"),
        metrics.limit(RemoteSettings.MAX_WAITING_BYTES, 10_000, "bytes"),
        64,
        metrics.limit(RemoteSettings.RATE, 1_000, "messages a second"),
        1_000);
  }

  /** Random steps: messages, cuts, connections, acknowledgements that come or are lost, time. */
  private static void live(Wire wire, Random random) {
    for (int step = 0; step < 400; step++) {
      switch (random.nextInt(12)) {
        case 0 -> wire.offer(true);
        case 1, 2 -> wire.offer(false);
        case 3 -> {
          if (wire.isConnected() && random.nextInt(4) == 0) {
            wire.cut();
          }
        }
        case 4 -> {
          if (!wire.isConnected()) {
            wire.connect();
          }
        }
        case 5, 6, 7 -> wire.clientReads();
        case 8, 9 -> wire.serverReads();
        case 10 -> {
          wire.say();
          wire.settle(random);
        }
        default -> {
          wire.nanos += random.nextInt((int) MAX_AGE.toMillis()) * 200_000L;
          wire.tick();
        }
      }
      RemoteSession.State state = wire.session.state();
      assertThat(state.frames()).isLessThanOrEqualTo(FRAMES + WINDOW);
    }
  }

  private static void end(Wire wire, Random random) {
    if (!wire.isConnected()) {
      wire.connect();
    }
    wire.drain();
    while (!wire.pending.isEmpty()) {
      wire.settle(random);
      wire.drain();
    }
  }

  @Property(tries = 500)
  void each_delivery_is_seen_once_and_in_order_or_is_in_a_gap(@ForAll long seed) {
    Random random = new Random(seed);
    Wire wire = new Wire(settings(FRAMES, 5_000, MAX_AGE));
    live(wire, random);
    end(wire, random);
    TreeSet<Long> known = new TreeSet<>(wire.heard.keySet());
    assertThat(wire.heard.keySet()).as("in order").containsExactlyElementsOf(known);
    wire.heard.forEach((n, text) -> assertThat(text).isEqualTo(wire.offered.get(n)));
    for (Frame.Gap gap : wire.gaps) {
      for (long n = gap.from(); n <= gap.to(); n++) {
        assertThat(known.add(n)).as("delivery %d is in a gap and was seen", n).isTrue();
      }
    }
    assertThat(known).isEqualTo(wire.offered.keySet());
    assertThat(wire.session.state().frames()).isZero();
    assertThat(wire.session.state().bytes()).isZero();
  }

  @Property(tries = 200)
  void what_was_promised_is_not_dropped_for_want_of_room(@ForAll long seed) {
    Random random = new Random(seed);
    Wire wire = new Wire(settings(FRAMES, 5_000, Duration.ofDays(1)));
    live(wire, random);
    end(wire, random);
    assertThat(wire.heard.keySet()).containsAll(wire.promised);
  }

  @Property(tries = 200)
  void with_room_and_time_nothing_is_missing(@ForAll long seed) {
    Random random = new Random(seed);
    Wire wire = new Wire(settings(10_000, 10_000_000, Duration.ofDays(1)));
    wire.session.state();
    for (int round = 0; round < 20; round++) {
      wire.offer(random.nextBoolean());
      if (!wire.isConnected()) {
        wire.connect();
      } else if (random.nextInt(3) == 0) {
        wire.cut();
      }
      for (int i = random.nextInt(6); i > 0; i--) {
        wire.serverReads();
        wire.clientReads();
      }
    }
    end(wire, random);
    assertThat(wire.gaps).isEmpty();
    assertThat(wire.heard).containsExactlyInAnyOrderEntriesOf(wire.offered);
  }

  @Property(tries = 500)
  void a_message_of_the_agent_is_sent_once_however_often_it_is_said(@ForAll long seed) {
    Random random = new Random(seed);
    Wire wire = new Wire(settings(FRAMES, 5_000, MAX_AGE));
    live(wire, random);
    end(wire, random);
    assertThat(wire.client.unanswered()).isZero();
    for (String id : wire.taken) {
      assertThat(wire.failed).doesNotContain(id);
    }
    wire.submitted.forEach(
        (id, times) -> assertThat(times).as("message %s with its answer", id).isPositive());
    assertThat(wire.submitted.keySet()).containsAll(wire.taken);
  }
}
