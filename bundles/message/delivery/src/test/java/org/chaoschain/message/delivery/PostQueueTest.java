// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.chaoschain.api.message.DeliveryException.Reason;
import org.chaoschain.api.message.Priority;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.delivery.durable.core.Answer;
import org.chaoschain.message.delivery.durable.core.Posting;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.message.flow.core.FlowShares;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** Who leaves next of what waits for one peer, and who has to go when it is full. */
class PostQueueTest {
  private static final List<Priority> CLASSES =
      List.of(Priority.HIGH, Priority.MEDIUM, Priority.LOW);
  private static final String LOST = "message.delivery.direct.lost";
  private static final int PLACES = 32;
  private static final Ed25519Key TO = Node.agent(99);

  private final Simulation simulation = new Simulation();
  private final Node node = new Node(simulation, InboxSettings.DEFAULT);
  private final RecordedMetrics metrics = new RecordedMetrics();

  private PostQueue queue(FlowShares shares, long bytes) {
    return new PostQueue(
        "direct messages to bob",
        metrics,
        shares,
        metrics.limit("message.delivery.direct.max.queued", PLACES, "messages"),
        metrics.limit("message.delivery.direct.max.queued.bytes", bytes, "bytes"));
  }

  private PostQueue queue() {
    return queue(FlowShares.DEFAULT, 1 << 20);
  }

  private Letter letter(int sender, String type, Priority priority, String text) {
    Ed25519Key from = Node.agent(sender);
    SignedMessage signed = node.status(from, TO.agent(), text);
    Posting posting = new Posting(from.agent(), TO.agent(), type, priority);
    return Letter.of(signed, posting, simulation.clock().now(), Set.of());
  }

  private Letter letter(int sender, Priority priority, String text) {
    return letter(sender, "type of " + priority, priority, text);
  }

  private static String text(Letter letter) {
    return TextType.text(letter.message().message());
  }

  private static List<String> all(PostQueue queue) {
    return queue.takeAll(0).stream().map(PostQueueTest::text).toList();
  }

  @Test
  void high_leaves_before_medium_and_medium_before_low() {
    PostQueue queue = queue(FlowShares.STRICT, 1 << 20);
    for (Priority priority : List.of(Priority.LOW, Priority.MEDIUM, Priority.HIGH)) {
      queue.add(letter(1, priority, "one " + priority), 0);
      queue.add(letter(2, priority, "two " + priority), 0);
    }

    assertThat(all(queue))
        .containsExactly("one HIGH", "two HIGH", "one MEDIUM", "two MEDIUM", "one LOW", "two LOW");
  }

  @Test
  void what_one_sender_says_in_one_type_keeps_its_order_over_classes() {
    PostQueue queue = queue(FlowShares.STRICT, 1 << 20);
    queue.add(letter(1, "agent", Priority.LOW, "announced"), 0);
    queue.add(letter(1, "extension/art", Priority.MEDIUM, "art"), 0);
    queue.add(letter(1, "agent", Priority.MEDIUM, "said"), 0);
    queue.add(letter(2, "agent", Priority.MEDIUM, "said by another"), 0);
    queue.add(letter(1, "agent", Priority.HIGH, "critical"), 0);

    // the art is older than what was said in the same class
    assertThat(all(queue))
        .containsExactly("announced", "art", "said", "critical", "said by another");
  }

  @Test
  void low_has_its_share_while_high_waits() {
    PostQueue queue = queue();
    int low = 0;
    int left = 0;
    for (int i = 0; i < 16; i++) {
      queue.add(letter(2, Priority.LOW, "low"), 0);
    }
    for (int i = 0; i < 100; i++) {
      while (queue.size() < PLACES) {
        queue.add(letter(1, Priority.HIGH, "high"), 0);
      }
      Letter next = queue.next(0);
      left++;
      low += next.posting().priority() == Priority.LOW ? 1 : 0;
    }

    assertThat(low / (double) left).isGreaterThan(0.02);
    assertThat(low).isLessThanOrEqualTo(12);
  }

  @Test
  void when_it_is_full_the_youngest_that_matters_less_makes_room() {
    PostQueue queue = queue();
    List<Letter> low = new ArrayList<>();
    for (int i = 0; i < PLACES; i++) {
      low.add(letter(1, Priority.LOW, "low " + i));
      assertThat(queue.add(low.get(i), 0)).isTrue();
    }

    assertThat(queue.add(letter(2, Priority.HIGH, "high"), 0)).isTrue();

    assertThat(failed(low.get(PLACES - 1)))
        .contains("direct messages to bob", "33 messages is above the limit of 32", "max.queued");
    assertThat(queue.size()).isEqualTo(PLACES);
    assertThat(metrics.count(LOST, "type", "type of LOW", "class", "low", "reason", "shed"))
        .isEqualTo(1);
    assertThat(metrics.refusals("message.delivery.direct.max.queued")).isEqualTo(1);
    assertThat(all(queue)).startsWith("high", "low 0", "low 1").doesNotContain("low 31");
  }

  @Test
  void a_class_keeps_some_places_whatever_matters_more() {
    PostQueue queue = queue();
    for (int i = 0; i < 2 * PLACES; i++) {
      queue.add(letter(1, Priority.LOW, "low " + i), 0);
    }
    for (int i = 0; i < 2 * PLACES; i++) {
      queue.add(letter(2, Priority.HIGH, "high " + i), 0);
    }

    List<Letter> left = queue.takeAll(0);
    Predicate<Letter> low = each -> each.posting().priority() == Priority.LOW;
    assertThat(left).hasSize(PLACES);
    assertThat(left.stream().filter(low).map(PostQueueTest::text))
        .containsExactly("low 0", "low 1");
    assertThat(metrics.count(LOST, "type", "type of HIGH", "class", "high", "reason", "full"))
        .isPositive();
  }

  @Test
  void a_sender_that_fills_it_makes_room_for_others_of_its_class() {
    PostQueue queue = queue();
    for (int i = 0; i < PLACES; i++) {
      queue.add(letter(1, Priority.MEDIUM, "flood " + i), 0);
    }
    for (int sender = 2; sender < 10; sender++) {
      assertThat(queue.add(letter(sender, Priority.MEDIUM, "of " + sender), 0)).isTrue();
    }
    Letter more = letter(1, Priority.MEDIUM, "more");

    assertThat(queue.add(more, 0)).isFalse();

    assertThat(failed(more)).contains("message.delivery.direct.max.queued");
    assertThat(metrics.count(LOST, "type", "type of MEDIUM", "class", "medium", "reason", "shed"))
        .isEqualTo(8);
    assertThat(all(queue)).contains("of 2", "of 9", "flood 23").doesNotContain("flood 24", "more");
  }

  @Test
  void what_waits_never_exceeds_its_bytes() {
    int size = letter(1, Priority.LOW, "x".repeat(500)).size();
    PostQueue queue = queue(FlowShares.DEFAULT, 10L * size + 100);
    for (int i = 0; i < 30; i++) {
      Priority priority = CLASSES.get(i % 3);
      queue.add(letter(i % 4 + 1, priority, "x".repeat(500)), 0);
      assertThat(queue.bytes()).isLessThanOrEqualTo(10L * size + 100);
    }
    assertThat(queue.size()).isEqualTo(10);
    assertThat(queue.takeAll(0).stream().filter(l -> l.posting().priority() == Priority.HIGH))
        .hasSize(6);
  }

  private static String failed(Letter letter) {
    Answer answer = letter.answer().join();
    assertThat(answer).isInstanceOf(Answer.Unanswered.class);
    assertThat(((Answer.Unanswered) answer).reason()).isEqualTo(Reason.BUSY);
    return ((Answer.Unanswered) answer).why();
  }
}
