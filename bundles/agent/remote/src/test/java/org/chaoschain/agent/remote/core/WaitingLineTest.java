// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.chaoschain.agent.remote.core.Crowd.Agent;
import org.chaoschain.agent.remote.core.Crowd.Bounds;
import org.chaoschain.message.json.core.Frame;
import org.junit.jupiter.api.Test;

/** What becomes of a message for which there is no room at the moment. */
class WaitingLineTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private Crowd crowd = new Crowd(new Bounds(4, 100, 3, 1_000));

  private static void assertLimit(Frame.Problem problem, String id, String key, long limit) {
    assertThat(problem.code()).isEqualTo("limit");
    assertThat(problem.id()).contains(id);
    assertThat(problem.key()).contains(key);
    assertThat(problem.limit()).contains(limit);
    assertThat(problem.message()).contains(key);
    assertThat(problem.retryable()).isTrue();
  }

  private void assertEmpty() {
    assertThat(crowd.traffic.sending()).isZero();
    assertThat(crowd.traffic.waiting()).isZero();
    assertThat(crowd.traffic.waitingBytes()).isZero();
    assertThat(crowd.traffic.agents()).isZero();
  }

  @Test
  void a_message_above_those_of_its_agent_waits_and_leaves_when_one_has_been_answered() {
    Agent agent = crowd.agent().say("a", "b", "c", "d");
    assertThat(agent.told(Frame.SlowDown.class).key())
        .as("at three quarters, as long as there is room")
        .contains(RemoteSettings.MAX_PENDING);
    agent.say("e");
    assertThat(agent.sent).containsExactly("a", "b", "c", "d");
    assertThat(agent.waiting()).isEqualTo(1);
    assertThat(agent.session.state().pending()).isEqualTo(4);
    assertThat(crowd.traffic.waitingBytes()).isEqualTo(Wire.BYTES);
    assertThat(crowd.metrics.count("agent.remote.waited")).isEqualTo(1);
    agent.taken();
    assertThat(agent.sent).containsExactly("a", "b", "c", "d", "e");
    assertThat(agent.waiting()).isZero();
    assertThat(agent.frames).as("nothing was refused").isEmpty();
  }

  @Test
  void an_agent_whose_message_waits_is_told_at_that_moment_unless_it_was_told_before() {
    Agent agent = crowd.agent().say("a", "b", "c", "d");
    agent.told(Frame.SlowDown.class);
    agent.say("e");
    assertThat(agent.frames).as("the time that it was told is not over").isEmpty();
    crowd.pass(SECOND);
    agent.say("f");
    Frame.SlowDown again = agent.told(Frame.SlowDown.class);
    assertThat(again.retryAfter()).isEqualTo(SECOND);
    assertThat(again.limit()).contains(4L);
    assertThat(again.key()).contains(RemoteSettings.MAX_PENDING);
  }

  @Test
  void an_agent_is_told_again_when_half_of_its_line_is_taken_for_as_long_as_its_turns_take() {
    crowd = new Crowd(new Bounds(2, 2, 8, 10_000));
    Agent first = crowd.agent().say("x");
    Agent second = crowd.agent().say("y");
    first.taken();
    first.say("z");
    second.taken();
    crowd.pass(SECOND);
    first.say("u");
    second.say("v");
    Agent agent = crowd.agent().say("a", "b", "c");
    assertThat(agent.frames).hasSize(1);
    agent.frames.clear();
    agent.say("d");
    assertThat(agent.told(Frame.SlowDown.class).retryAfter())
        .as("4 in turn with 3 agents, at two a second")
        .isEqualTo(SECOND.multipliedBy(6));
    agent.say("e");
    assertThat(agent.frames).isEmpty();
  }

  @Test
  void a_message_above_the_room_of_all_waits_and_its_agent_is_woken() {
    crowd = new Crowd(new Bounds(4, 2, 2, 1_000));
    Agent first = crowd.agent().say("a");
    Agent second = crowd.agent().say("b");
    Agent third = crowd.agent();
    third.say("c");
    assertThat(third.sent).isEmpty();
    assertThat(third.told(Frame.SlowDown.class).key()).contains(RemoteSettings.MAX_SENDING);
    assertThat(crowd.traffic.sending()).isEqualTo(2);
    first.taken();
    assertThat(third.sent).as("nobody has told its session").isEmpty();
    assertThat(crowd.traffic.sending()).as("the room is taken all the same").isEqualTo(2);
    second.say("d");
    assertThat(second.sent).as("it cannot be had by another").containsExactly("b");
    crowd.wake();
    assertThat(third.sent).containsExactly("c");
  }

  @Test
  void a_session_that_was_not_woken_looks_again_with_each_tick() {
    crowd = new Crowd(new Bounds(4, 1, 2, 1_000));
    Agent first = crowd.agent().say("a");
    Agent second = crowd.agent().say("b");
    first.taken();
    crowd.wakers.clear();
    crowd.pass(SECOND);
    assertThat(second.sent).containsExactly("b");
  }

  @Test
  void messages_of_an_agent_do_not_overtake_each_other() {
    crowd = new Crowd(new Bounds(4, 2, 4, 1_000));
    Agent first = crowd.agent().say("x", "y");
    Agent second = crowd.agent().say("a", "b");
    first.taken();
    first.taken();
    second.say("c", "d");
    crowd.wake();
    while (!second.sending.isEmpty()) {
      second.taken();
    }
    assertThat(second.sent).containsExactly("a", "b", "c", "d");
  }

  @Test
  void agents_with_as_many_under_way_are_served_in_turn() {
    crowd = new Crowd(new Bounds(4, 1, 4, 10_000));
    Agent busy = crowd.agent().say("x");
    Agent first = crowd.agent().say("a1", "a2", "a3");
    Agent second = crowd.agent().say("b1", "b2");
    busy.taken();
    crowd.wake();
    StringBuilder order = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      Agent turn = first.sending.isEmpty() ? second : first;
      order.append(turn.taken().id()).append(' ');
      crowd.wake();
    }
    assertThat(order.toString()).isEqualTo("a1 b1 a2 b2 a3 ");
    assertEmpty();
  }

  @Test
  void what_finds_the_line_full_is_refused_for_now_and_told_the_bound() {
    Agent agent = crowd.agent().say("a", "b", "c", "d", "e", "f", "g");
    agent.told(Frame.SlowDown.class);
    agent.say("h");
    assertLimit(agent.told(Frame.Problem.class), "h", RemoteSettings.MAX_WAITING, 3);
    assertThat(crowd.metrics.refusals(RemoteSettings.MAX_WAITING)).isEqualTo(1);
    agent.taken();
    agent.say("h");
    for (int i = 0; i < 3; i++) {
      agent.taken();
    }
    assertThat(agent.sent).containsExactly("a", "b", "c", "d", "e", "f", "g", "h");
  }

  @Test
  void who_did_not_obey_and_finds_the_line_full_is_told_again_before_the_refusal() {
    Agent agent = crowd.agent().say("a", "b", "c", "d", "e", "f", "g");
    agent.told(Frame.SlowDown.class);
    crowd.pass(SECOND);
    agent.say("h");
    assertThat(agent.frames.remove(0)).isInstanceOf(Frame.SlowDown.class);
    assertLimit(agent.told(Frame.Problem.class), "h", RemoteSettings.MAX_WAITING, 3);
  }

  @Test
  void bytes_that_wait_are_bounded_for_all_and_beyond_half_shared() {
    crowd = new Crowd(new Bounds(1, 100, 9, 1_000));
    Agent large = crowd.agent().say("a");
    large.say(Wire.saying("b"), 600);
    large.frames.clear();
    large.say(Wire.saying("c"), 1);
    assertLimit(large.told(Frame.Problem.class), "c", RemoteSettings.MAX_WAITING_BYTES, 400);
    Agent small = crowd.agent().say("a");
    small.say(Wire.saying("b"), 200);
    assertThat(small.waiting()).as("half of the 400 that are left").isEqualTo(1);
    small.frames.clear();
    small.say(Wire.saying("c"), 1);
    assertLimit(small.told(Frame.Problem.class), "c", RemoteSettings.MAX_WAITING_BYTES, 100);
    assertThat(crowd.metrics.refusals(RemoteSettings.MAX_WAITING_BYTES)).isEqualTo(2);
    assertThat(crowd.traffic.waitingBytes()).isEqualTo(800);
    large.taken();
    assertThat(crowd.traffic.waitingBytes()).isEqualTo(200);
    small.say("c");
    assertThat(small.waiting()).isEqualTo(2);
  }

  @Test
  void a_message_that_cannot_even_wait_alone_is_refused() {
    crowd = new Crowd(new Bounds(1, 100, 9, 1_000));
    Agent agent = crowd.agent().say("a");
    agent.frames.clear();
    agent.say(Wire.saying("b"), 1_001);
    assertLimit(agent.told(Frame.Problem.class), "b", RemoteSettings.MAX_WAITING_BYTES, 1_000);
  }

  @Test
  void a_message_whose_life_ends_while_it_waits_is_answered_and_gone() {
    Agent agent = crowd.agent().say("a", "b", "c", "d");
    agent.say("short", SECOND);
    agent.say("long", SECOND.multipliedBy(3));
    agent.frames.clear();
    crowd.pass(SECOND.minusNanos(1));
    assertThat(agent.frames).isEmpty();
    crowd.pass(Duration.ofNanos(1));
    Frame.Problem problem = agent.told(Frame.Problem.class);
    assertThat(problem.code()).isEqualTo("expired");
    assertThat(problem.id()).contains("short");
    assertThat(problem.retryable()).isFalse();
    assertThat(agent.waiting()).isEqualTo(1);
    assertThat(crowd.traffic.waitingBytes()).isEqualTo(Wire.BYTES);
    assertThat(crowd.metrics.count("agent.remote.expired")).isEqualTo(1);
    agent.say("short");
    assertThat(agent.told(Frame.Problem.class)).as("said again").isEqualTo(problem);
    agent.taken();
    assertThat(agent.sent).as("nothing is sent of it").endsWith("d", "long");
    assertThat(agent.sending.getLast().options().timeToLive())
        .as("the time that it waited is no part of its life any more")
        .isEqualTo(SECOND.multipliedBy(2));
  }

  @Test
  void a_message_whose_life_ends_between_the_room_and_its_session_gives_the_room_on() {
    crowd = new Crowd(new Bounds(4, 1, 2, 1_000));
    Agent busy = crowd.agent().say("x");
    Agent late = crowd.agent();
    late.say("a", SECOND);
    late.frames.clear();
    Agent next = crowd.agent().say("b");
    busy.taken();
    crowd.nanos += SECOND.toNanos();
    crowd.wake();
    assertThat(late.told(Frame.Problem.class).code()).isEqualTo("expired");
    assertThat(next.sent).containsExactly("b");
    next.taken();
    assertEmpty();
  }

  @Test
  void a_message_that_has_expired_takes_no_place_of_one_that_is_said() {
    Agent agent = crowd.agent().say("a", "b", "c", "d");
    agent.say("e", SECOND);
    agent.say("f", SECOND);
    agent.frames.clear();
    crowd.nanos += SECOND.toNanos();
    agent.say("g");
    assertThat(agent.frames.stream().map(Frame::type))
        .containsExactly("error", "error", "slow_down");
    assertThat(agent.waiting()).isEqualTo(1);
  }

  @Test
  void a_message_that_is_said_again_while_it_waits_waits_once() {
    Agent agent = crowd.agent().say("a", "b", "c", "d", "e");
    agent.frames.clear();
    agent.say("e", "e");
    assertThat(agent.frames).isEmpty();
    assertThat(agent.waiting()).isEqualTo(1);
    agent.taken();
    agent.say("e");
    assertThat(agent.sent).containsExactly("a", "b", "c", "d", "e");
    for (int i = 0; i < 4; i++) {
      agent.taken();
    }
    agent.say("e");
    assertThat(agent.answered).as("the answer that there was").containsEntry("e", 2);
    assertThat(agent.sent).hasSize(5);
  }

  @Test
  void what_was_refused_was_never_in_the_line_and_can_be_said_again() {
    Agent agent = crowd.agent().say("a", "b", "c", "d", "e", "f", "g", "h");
    agent.taken();
    agent.say("h");
    assertThat(agent.sent).endsWith("e");
    assertThat(agent.waiting()).isEqualTo(3);
    assertThat(agent.answered).as("by the refusal alone").containsEntry("h", 1);
  }

  @Test
  void the_line_outlives_a_cut() {
    Agent agent = crowd.agent().say("a", "b", "c", "d", "e");
    agent.session.detach();
    agent.taken();
    assertThat(agent.sent).endsWith("e");
    while (!agent.sending.isEmpty()) {
      agent.taken();
    }
    assertThat(agent.answered).as("nobody is there").isEmpty();
    agent.session.resume(0);
    agent.say("e");
    assertThat(agent.answered).containsEntry("e", 1);
    assertEmpty();
  }

  @Test
  void an_end_gives_line_and_room_back_once_and_what_is_being_sent_counts_until_it_is_answered() {
    crowd = new Crowd(new Bounds(2, 4, 4, 1_000));
    Agent leaving = crowd.agent().say("a", "b", "c", "d");
    Agent other = crowd.agent().say("x");
    assertThat(crowd.traffic.sending()).isEqualTo(3);
    assertThat(crowd.traffic.waiting()).isEqualTo(2);
    leaving.end();
    assertThat(crowd.traffic.waiting()).isZero();
    assertThat(crowd.traffic.waitingBytes()).isZero();
    assertThat(crowd.traffic.sending()).as("two of them are on their way").isEqualTo(3);
    assertThat(crowd.metrics.count("agent.remote.unsent")).isEqualTo(2);
    leaving.taken();
    leaving.failed();
    assertThat(leaving.sent).containsExactly("a", "b");
    assertThat(leaving.answered).isEmpty();
    other.taken();
    assertEmpty();
  }

  @Test
  void room_that_an_ended_session_had_not_taken_up_goes_to_the_next() {
    crowd = new Crowd(new Bounds(2, 1, 4, 1_000));
    Agent busy = crowd.agent().say("x");
    Agent leaving = crowd.agent().say("a", "b");
    Agent next = crowd.agent().say("c");
    busy.taken();
    leaving.end();
    crowd.wake();
    assertThat(leaving.sent).isEmpty();
    assertThat(next.sent).containsExactly("c");
    assertThat(crowd.metrics.count("agent.remote.unsent")).isEqualTo(2);
    next.taken();
    assertEmpty();
  }

  @Test
  void the_retry_time_counts_what_waits_as_well() {
    crowd = new Crowd(new Bounds(2, 4, 4, 1_000));
    List<Agent> agents = crowd.agents(4);
    agents.forEach(agent -> agent.say("a"));
    agents.forEach(agent -> agent.say("b"));
    agents.get(0).taken();
    crowd.wake();
    crowd.pass(Duration.ofSeconds(2));
    crowd.agents.forEach(agent -> agent.frames.clear());
    Agent late = crowd.agent().say("a");
    assertThat(late.told(Frame.SlowDown.class).retryAfter())
        .as("one in two seconds, and 4 are being sent and 3 wait, in the longest time that is told")
        .isEqualTo(Duration.ofSeconds(10));
  }
}
