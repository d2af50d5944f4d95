// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chaoschain.agent.remote.core.RemoteAction.Fail;
import org.chaoschain.agent.remote.core.RemoteAction.Submit;
import org.chaoschain.agent.remote.core.RemoteAction.Write;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.message.json.core.Frame;
import org.chaoschain.message.json.core.JsonMessages;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;

/** What an agent and its session say to each other, case by case. */
class RemoteSessionTest {
  private static final int BYTES = 100;

  private final RecordedMetrics metrics = new RecordedMetrics();
  private final RemoteSettings settings =
      new RemoteSettings(
          metrics.limit(RemoteSettings.MAX_FRAMES, 4, "deliveries"),
          metrics.limit(RemoteSettings.MAX_BYTES, 1_000, "bytes"),
          Duration.ofSeconds(10),
          2,
          1_000,
          2,
          8,
          metrics.limit(RemoteSettings.MAX_WAITING, 1, "messages"),
          metrics.limit(RemoteSettings.MAX_WAITING_BYTES, 1_000, "bytes"),
          3,
          metrics.limit(RemoteSettings.RATE, 2, "messages a second"),
          8);
  private final Traffic traffic = new Traffic(settings, metrics, 0);
  private final RemoteSession session = session();

  private RemoteSession session() {
    return new RemoteSession(Wire.ID, settings, traffic, () -> {}, 0);
  }

  private List<RemoteAction> said(String id, long nanos) {
    return session.said(Wire.saying(id), Wire.BYTES, nanos);
  }

  private List<RemoteAction> settled(Frame.Taken taken) {
    return session.settled(taken, 0);
  }

  private List<RemoteAction> settled(Frame.Problem problem) {
    return session.settled(problem, 0);
  }

  private static Submit submit(String id) {
    return new Submit(Wire.saying(id));
  }

  /** As many messages of others are being sent, each of another one. */
  private List<RemoteSession> others(int messages) {
    List<RemoteSession> others = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      RemoteSession other = session();
      assertThat(other.said(Wire.saying("other"), Wire.BYTES, 0)).contains(submit("other"));
      others.add(other);
    }
    return others;
  }

  private List<Frame> deliver(String text, boolean keep, Duration at) {
    String message = JsonMessages.write(Wire.status(text, Optional.empty()));
    return frames(session.deliver(message, BYTES, keep, at.toNanos()));
  }

  private List<Frame> deliver(String text) {
    return deliver(text, false, Duration.ZERO);
  }

  private static List<Frame> frames(List<RemoteAction> actions) {
    List<Frame> frames = new ArrayList<>();
    for (RemoteAction action : actions) {
      frames.add(Wire.read(((Write) action).text()));
    }
    return frames;
  }

  private static Frame delivery(long sequence, String text) {
    return new Frame.Delivery(sequence, Wire.status(text, Optional.empty()));
  }

  private static Frame gap(long from, long to, Frame.Gap.Reason reason) {
    return new Frame.Gap(from, to, reason);
  }

  @Test
  void deliveries_are_numbered_and_no_more_are_sent_than_the_window_until_they_are_acknowledged() {
    assertThat(frames(session.begin())).containsExactly(new Frame.Ready(Wire.ID, 0, false));
    assertThat(deliver("a")).containsExactly(delivery(1, "a"));
    assertThat(deliver("b")).containsExactly(delivery(2, "b"));
    assertThat(deliver("c")).isEmpty();
    assertThat(frames(session.received(2))).containsExactly(delivery(3, "c"));
    assertThat(frames(session.received(2))).isEmpty();
  }

  @Test
  void what_was_not_seen_is_sent_again_and_what_was_seen_is_not() {
    session.begin();
    deliver("a");
    deliver("b");
    session.detach();
    deliver("c");
    assertThat(frames(session.resume(1)))
        .containsExactly(new Frame.Ready(Wire.ID, 1, true), delivery(2, "b"), delivery(3, "c"));
  }

  @Test
  void without_room_the_oldest_goes_and_the_gap_stands_in_its_place() {
    for (String text : List.of("a", "b", "c", "d", "e", "f")) {
      deliver(text);
    }
    assertThat(frames(session.begin()))
        .containsExactly(
            new Frame.Ready(Wire.ID, 0, false),
            gap(1, 2, Frame.Gap.Reason.OVERFLOW),
            delivery(3, "c"));
    assertThat(session.state().dropped()).isEqualTo(2);
    assertThat(metrics.refusals(RemoteSettings.MAX_FRAMES)).isEqualTo(2);
  }

  @Test
  void what_was_promised_stays_and_its_sender_is_told_when_there_is_no_room_for_more()
      throws LimitExceededException {
    deliver("a", true, Duration.ZERO);
    deliver("b");
    session.reserve(BYTES);
    session.reserve(BYTES);
    session.reserve(BYTES);
    assertThatThrownBy(() -> session.reserve(BYTES))
        .hasMessageContaining("above the limit of 4")
        .hasMessageContaining(RemoteSettings.MAX_FRAMES);
    session.missed();
    session.release(BYTES);
    deliver("c", true, Duration.ZERO);
    deliver("d");
    deliver("e");
    assertThat(frames(session.begin()))
        .containsExactly(
            new Frame.Ready(Wire.ID, 0, false),
            delivery(1, "a"),
            gap(2, 3, Frame.Gap.Reason.OVERFLOW));
    assertThat(frames(session.received(3))).containsExactly(delivery(4, "c"), delivery(5, "d"));
  }

  @Test
  void what_has_waited_too_long_is_in_a_gap_also_if_it_was_promised() {
    deliver("a", true, Duration.ZERO);
    deliver("b", false, Duration.ofSeconds(5));
    session.tick(Duration.ofSeconds(10).toNanos());
    assertThat(frames(session.begin()))
        .containsExactly(
            new Frame.Ready(Wire.ID, 0, false), gap(1, 1, Frame.Gap.Reason.AGE), delivery(2, "b"));
  }

  @Test
  void an_agent_that_has_forgotten_what_it_acknowledged_is_told_what_it_misses() {
    session.begin();
    deliver("a");
    deliver("b");
    session.received(1);
    assertThat(frames(session.resume(0)))
        .containsExactly(
            new Frame.Ready(Wire.ID, 0, true),
            gap(1, 1, Frame.Gap.Reason.ACKNOWLEDGED),
            delivery(2, "b"));
  }

  @Test
  void a_number_that_was_never_sent_ends_the_connection() {
    session.begin();
    deliver("a");
    assertThat(session.received(2)).singleElement().isInstanceOf(Fail.class);
    assertThat(session.resume(2)).singleElement().isInstanceOf(Fail.class);
    assertThat(session.received(-1)).singleElement().isInstanceOf(Fail.class);
  }

  @Test
  void a_message_is_sent_once_and_answered_as_often_as_it_is_said() {
    session.begin();
    assertThat(said("x", 0)).containsExactly(submit("x"));
    assertThat(said("x", 0)).as("it is on its way").isEmpty();
    Frame.Taken taken =
        new Frame.Taken("x", Frame.Taken.Status.DELIVERED, Optional.of("network-id"));
    session.detach();
    assertThat(settled(taken)).as("nobody is there to be told").isEmpty();
    session.resume(0);
    assertThat(frames(said("x", 0))).containsExactly(taken);
  }

  @Test
  void a_message_that_failed_for_now_can_be_said_again_and_one_that_failed_for_good_cannot() {
    session.begin();
    said("x", 0);
    Frame.Problem later = Frame.Problem.of("busy", "later", "", true).about("x");
    assertThat(frames(settled(later))).containsExactly(later);
    assertThat(said("x", 0)).containsExactly(submit("x"));
    Frame.Problem never = Frame.Problem.of("refused", "no", "", false).about("x");
    settled(never);
    assertThat(frames(said("x", 0))).containsExactly(never);
  }

  @Test
  void the_oldest_answer_is_forgotten_first() {
    session.begin();
    for (String id : List.of("a", "b", "c", "d")) {
      said(id, 0);
      settled(new Frame.Taken(id, Frame.Taken.Status.ACCEPTED, Optional.empty()));
    }
    assertThat(frames(said("b", 0))).hasSize(1);
    assertThat(said("a", 0)).contains(submit("a"));
  }

  @Test
  void an_agent_is_asked_to_slow_down_before_anything_is_refused() {
    session.begin();
    for (int i = 0; i < 6; i++) {
      assertThat(said("m" + i, 0)).containsExactly(submit("m" + i));
      settled(new Frame.Taken("m" + i, Frame.Taken.Status.ACCEPTED, Optional.empty()));
    }
    List<RemoteAction> warned = said("m6", 0);
    assertThat(frames(warned.subList(0, 1)))
        .containsExactly(
            new Frame.SlowDown(
                Duration.ofMillis(1_500), Optional.of(2L), Optional.of(RemoteSettings.RATE)));
    assertThat(warned.get(1)).isEqualTo(submit("m6"));
    assertThat(said("m7", 0)).as("told once").containsExactly(submit("m7"));
    settled(new Frame.Taken("m7", Frame.Taken.Status.ACCEPTED, Optional.empty()));
    List<Frame> refused = frames(said("m8", 0));
    assertThat(refused.get(0)).isInstanceOf(Frame.SlowDown.class);
    assertThat(refused.get(1))
        .isInstanceOfSatisfying(
            Frame.Problem.class,
            problem -> {
              assertThat(problem.retryable()).isTrue();
              assertThat(problem.id()).contains("m8");
              assertThat(problem.limit()).contains(2L);
              assertThat(problem.key()).contains(RemoteSettings.RATE);
            });
    assertThat(said("m8", Duration.ofSeconds(1).toNanos())).contains(submit("m8"));
  }

  @Test
  void an_agent_is_asked_to_slow_down_before_it_has_too_many_messages_at_once() {
    session.begin();
    assertThat(said("a", 0)).containsExactly(submit("a"));
    List<RemoteAction> warned = said("b", 0);
    assertThat(frames(warned.subList(0, 1)))
        .containsExactly(
            new Frame.SlowDown(
                Duration.ofSeconds(1), Optional.of(2L), Optional.of(RemoteSettings.MAX_PENDING)));
    assertThat(warned.get(1)).isEqualTo(submit("b"));
  }

  @Test
  void agents_are_asked_to_slow_down_when_the_node_has_half_of_what_it_takes_from_all() {
    session.begin();
    others(4);
    assertThat(said("a", 0)).as("four of eight").containsExactly(submit("a"));
    settled(new Frame.Taken("a", Frame.Taken.Status.ACCEPTED, Optional.empty()));
    others(1);
    traffic.tick(Duration.ofMillis(500).toNanos());
    List<RemoteAction> warned = said("b", 0);
    assertThat(frames(warned.subList(0, 1)))
        .as("one has left in half a second, five are there")
        .containsExactly(
            new Frame.SlowDown(
                Duration.ofMillis(2_500),
                Optional.of(8L),
                Optional.of(RemoteSettings.MAX_SENDING)));
    assertThat(warned.get(1)).as("and nothing is refused").isEqualTo(submit("b"));
    settled(new Frame.Taken("b", Frame.Taken.Status.ACCEPTED, Optional.empty()));
    assertThat(said("c", Duration.ofSeconds(2).toNanos()))
        .as("told once for that time")
        .containsExactly(submit("c"));
  }
}
