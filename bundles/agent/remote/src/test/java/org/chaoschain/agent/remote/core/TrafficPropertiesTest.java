// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.chaoschain.agent.remote.core.Crowd.Agent;
import org.chaoschain.agent.remote.core.Crowd.Bounds;
import org.chaoschain.message.json.core.Frame;

/** Whatever order things happen in, room and line keep their bounds and each message its answer. */
class TrafficPropertiesTest {
  private static final int PENDING = 3;
  private static final int SENDING = 10;
  private static final int WAITING = 2;
  private static final int BYTES = 1_500;

  private final Map<Agent, List<String>> said = new HashMap<>();
  private final Set<Agent> ended = new HashSet<>();
  private int ids;

  private void step(Crowd crowd, Random random) {
    Agent agent = crowd.agents.get(random.nextInt(crowd.agents.size()));
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> {
        if (!ended.contains(agent)) {
          String id = "m" + ++ids;
          said.computeIfAbsent(agent, key -> new ArrayList<>()).add(id);
          agent.say(
              Wire.saying(id).withLife(Duration.ofMillis(1 + random.nextInt(3_000))),
              1 + random.nextInt(400));
        }
      }
      case 4 -> {
        // a session hears of its room late
        if (!crowd.wakers.isEmpty()) {
          crowd.wakers.remove().run();
        }
      }
      case 5, 6, 7 -> {
        if (!agent.sending.isEmpty()) {
          if (random.nextBoolean()) {
            agent.taken();
          } else {
            agent.failed();
          }
        }
      }
      case 8 -> {
        crowd.nanos += random.nextInt(500) * 1_000_000L;
        if (!ended.contains(agent)) {
          agent.act(agent.session.tick(crowd.nanos));
        }
      }
      default -> {
        if (random.nextInt(20) == 0 && ended.add(agent)) {
          agent.end();
          crowd.agent();
        }
      }
    }
  }

  private void assertBounds(Crowd crowd) {
    assertThat(crowd.traffic.sending()).isBetween(0L, (long) SENDING);
    assertThat(crowd.traffic.waitingBytes()).isBetween(0L, (long) BYTES);
    long waiting = 0;
    for (Agent agent : crowd.agents) {
      assertThat(agent.sending.size()).isLessThanOrEqualTo(PENDING);
      assertThat(agent.waiting()).isBetween(0, WAITING);
      waiting += agent.waiting();
    }
    assertThat(crowd.traffic.waiting()).isEqualTo(waiting);
  }

  @Property(tries = 100)
  void bounds_hold_and_each_message_is_answered_once(@ForAll long seed) {
    Random random = new Random(seed);
    Crowd crowd = new Crowd(new Bounds(PENDING, SENDING, WAITING, BYTES));
    said.clear();
    ended.clear();
    crowd.agents(8);
    for (int i = 0; i < 400; i++) {
      step(crowd, random);
      assertBounds(crowd);
    }
    end(crowd);
    assertThat(crowd.traffic.sending()).isZero();
    assertThat(crowd.traffic.waiting()).isZero();
    assertThat(crowd.traffic.waitingBytes()).isZero();
    assertThat(crowd.traffic.agents()).isZero();
    for (Agent agent : crowd.agents) {
      assertThat(agent.sent).as("each once").doesNotHaveDuplicates();
      List<String> order = new ArrayList<>(said.getOrDefault(agent, List.of()));
      order.retainAll(agent.sent);
      assertThat(agent.sent).as("in the order in which they were said").isEqualTo(order);
      assertThat(agent.answered.values()).allMatch(times -> times == 1);
      if (!ended.contains(agent)) {
        assertThat(agent.answered.keySet())
            .containsExactlyInAnyOrderElementsOf(said.getOrDefault(agent, List.of()));
      }
      for (Frame frame : agent.frames) {
        if (frame instanceof Frame.Problem problem && problem.code().equals("limit")) {
          assertThat(problem.key().orElseThrow())
              .isIn(RemoteSettings.MAX_WAITING, RemoteSettings.MAX_WAITING_BYTES);
        }
      }
    }
  }

  /** All that is being sent is answered until there is nothing left. */
  private static void end(Crowd crowd) {
    crowd.wake();
    for (boolean any = true; any; ) {
      any = false;
      for (Agent agent : crowd.agents) {
        while (!agent.sending.isEmpty()) {
          agent.taken();
          crowd.wake();
          any = true;
        }
      }
    }
  }
}
