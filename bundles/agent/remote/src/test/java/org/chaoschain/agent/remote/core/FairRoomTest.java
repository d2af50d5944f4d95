// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.chaoschain.agent.remote.core.Crowd.Agent;
import org.chaoschain.agent.remote.core.Crowd.Bounds;
import org.chaoschain.message.json.core.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How agents share the room of their node. */
class FairRoomTest {
  private static final int PENDING = 64;
  private static final int SENDING = 4_096;
  private static final Duration STEP = Duration.ofMillis(10);

  private static void fill(Agent agent, int messages) {
    for (int i = 0; i < messages; i++) {
      agent.say("m" + i);
    }
  }

  @Test
  void below_half_any_agent_has_as_much_as_it_may() {
    Crowd crowd = new Crowd(new Bounds(PENDING, SENDING, 16, 1 << 20));
    for (Agent agent : crowd.agents(SENDING / 2 / PENDING)) {
      fill(agent, PENDING);
      assertThat(agent.sent).hasSize(PENDING);
    }
    assertThat(crowd.traffic.sending()).isEqualTo(SENDING / 2);
    assertThat(crowd.traffic.waiting()).isZero();
  }

  @Test
  void beyond_half_an_agent_has_its_share_of_what_is_left_and_the_rest_waits() {
    Crowd crowd = new Crowd(new Bounds(8, 32, 16, 1 << 20));
    crowd.agents(2).forEach(agent -> fill(agent, 8));
    Agent third = crowd.agent();
    fill(third, 8);
    assertThat(third.sent).as("four, when 12 are left and three agents share them").hasSize(4);
    assertThat(third.waiting()).isEqualTo(4);
    for (int i = 0; i < 3; i++) {
      crowd.agents.get(0).taken();
    }
    crowd.wake();
    assertThat(third.sent).as("15 are left").hasSize(5);
  }

  @Test
  void an_agent_with_nothing_under_way_has_room_for_one_as_long_as_there_is_any() {
    Crowd crowd = new Crowd(new Bounds(2, 4, 16, 1 << 20));
    List<Agent> agents = crowd.agents(5);
    agents.forEach(agent -> fill(agent, 2));
    assertThat(agents.stream().map(agent -> agent.sent.size())).containsExactly(2, 1, 1, 0, 0);
  }

  /** 87 would have filled it if the share were one of the room and not of what is left of it. */
  @ParameterizedTest
  @ValueSource(ints = {64, 250})
  void agents_whose_messages_do_not_end_leave_room_for_all_others(int hogs) {
    Crowd crowd = new Crowd(new Bounds(PENDING, SENDING, 16, 1 << 20));
    for (Agent hog : crowd.agents(hogs)) {
      for (int i = 0; i < PENDING && hog.waiting() == 0; i++) {
        hog.say("m" + i);
      }
    }
    long held = crowd.traffic.sending();
    assertThat(SENDING - held).as("left").isGreaterThanOrEqualTo(2_048 * 33 / (hogs + 1) - 1);
    for (Agent agent : crowd.agents(1_000)) {
      agent.say("hello");
      crowd.wake();
      assertThat(agent.sent).containsExactly("hello");
      agent.taken();
      crowd.wake();
    }
    assertThat(crowd.traffic.sending()).isEqualTo(held);
  }

  @Test
  void who_has_least_under_way_is_served_first() {
    Crowd crowd = new Crowd(new Bounds(4, 4, 16, 1 << 20));
    Agent much = crowd.agent().say("a", "b");
    crowd.agent().say("x");
    Agent ending = crowd.agent().say("y");
    much.say("c");
    Agent late = crowd.agent().say("z");
    ending.taken();
    crowd.wake();
    assertThat(late.sent).containsExactly("z");
    assertThat(much.waiting()).isEqualTo(1);
  }

  @Test
  void room_that_comes_because_others_have_nothing_left_is_given_out_at_once() {
    Crowd crowd = new Crowd(new Bounds(8, 16, 16, 1 << 20));
    Agent alone = crowd.agent();
    Agent other = crowd.agent().say("x", "y", "z", "u", "v", "w", "q", "r");
    fill(alone, 8);
    assertThat(alone.sent).as("as many as its share of the 5 that are left").hasSize(3);
    while (!other.sending.isEmpty()) {
      other.taken();
    }
    crowd.wake();
    assertThat(alone.sent).hasSize(8);
    assertThat(alone.waiting()).isZero();
  }

  /**
   * 200 agents say three times as much as the node carries, over a room for 128. What is said takes
   * effect after a while, so that much of it finds the room full, and nobody is told before.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void nothing_is_refused_for_agents_that_obey_and_all_is_answered_once(long seed) {
    Crowd crowd = new Crowd(new Bounds(PENDING, 128, 16, 1 << 20));
    Random random = new Random(seed);
    List<Agent> agents = crowd.agents(200);
    int said = 0;
    long slowed = 0;
    boolean[][] saying = new boolean[20][agents.size()]; // on the way to the node, 200 ms
    for (int step = 0; step < 3_000; step++) {
      boolean[] arriving = saying[step % saying.length];
      for (int i = 0; i < arriving.length; i++) {
        if (arriving[i]) {
          agents.get(i).say("m" + said++);
        }
        arriving[i] = step < 1_500 && !agents.get(i).isPaused() && random.nextInt(100) < 15;
      }
      serve(agents, random, 10);
      crowd.wake();
      crowd.nanos += STEP.toNanos();
      if (step % 100 == 99) {
        crowd.pass(Duration.ZERO);
      }
      assertThat(crowd.traffic.sending()).isLessThanOrEqualTo(128);
    }
    long answered = 0;
    for (Agent agent : agents) {
      assertThat(agent.frames).allMatch(frame -> frame instanceof Frame.SlowDown);
      slowed += agent.frames.size();
      assertThat(agent.answered.values()).containsOnly(1);
      answered += agent.answered.size();
    }
    assertThat(said).as("as much as the node carries").isGreaterThan(1_500 * 8);
    assertThat(answered).isEqualTo(said);
    assertThat(crowd.metrics.count("agent.remote.waited")).as("the room was full").isPositive();
    assertThat(slowed).isPositive();
    assertThat(crowd.traffic.sending()).isZero();
    assertThat(crowd.traffic.waiting()).isZero();
    assertThat(crowd.traffic.agents()).isZero();
  }

  /** The node is done with so many messages, of whomever. */
  private static void serve(List<Agent> agents, Random random, int messages) {
    int from = random.nextInt(agents.size());
    int served = 0;
    for (int i = 0; i < agents.size() && served < messages; i++) {
      Agent agent = agents.get((from + i) % agents.size());
      if (!agent.sending.isEmpty()) {
        agent.taken();
        served++;
      }
    }
  }
}
