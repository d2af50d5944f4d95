// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.durable.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.DeliveryException.Reason;
import org.chaoschain.api.message.DeliveryReceipt.Status;
import org.chaoschain.api.message.Priority;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.message.flow.core.FlowShares;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;

/** In which order the messages to one agent leave. */
class OutboxOrderTest {
  private static final List<Priority> CLASSES =
      List.of(Priority.HIGH, Priority.MEDIUM, Priority.LOW);
  private static final int WINDOW = 4;
  private static final long EXPIRY = Duration.ofHours(1).toNanos();
  private static final AgentId TO = agent(9);

  private final RecordedMetrics metrics = new RecordedMetrics();
  private final Map<Long, Posting> postings = new HashMap<>();
  private final List<Long> sent = new ArrayList<>();
  private final ArrayDeque<Long> underWay = new ArrayDeque<>();
  private final Outbox outbox =
      new Outbox(
          new OutboxSettings(
              new RetryTimes(Duration.ofMillis(200), Duration.ofSeconds(10)),
              Duration.ofHours(1),
              WINDOW,
              FlowShares.DEFAULT),
          metrics.limit("messages", 10_000, "messages"),
          metrics.limit("bytes", 100_000_000, "bytes"),
          () -> 0);
  private long numbers;

  private static AgentId agent(int number) {
    byte[] key = new byte[32];
    key[0] = (byte) number;
    return new AgentId(Bytes.wrap(key));
  }

  private long say(int sender, String type, Priority priority) throws LimitExceededException {
    long number = ++numbers;
    Posting posting = new Posting(agent(sender), TO, type, priority);
    postings.put(number, posting);
    act(outbox.submit(number, posting, EXPIRY, 100));
    act(outbox.kept(number, 0));
    return number;
  }

  private void act(List<OutboxAction> actions) {
    for (OutboxAction action : actions) {
      if (action instanceof OutboxAction.Send send) {
        sent.add(send.number());
        underWay.add(send.number());
      }
    }
  }

  private void deliverOne() {
    act(outbox.answered(underWay.remove(), new Answer.Delivered(Status.ACCEPTED), 0));
  }

  @Test
  void what_matters_more_leaves_before_what_has_waited_longer() throws Exception {
    for (int i = 0; i < 50; i++) {
      say(1, "extension/history", Priority.LOW);
    }
    long vote = say(1, "agent", Priority.HIGH);
    deliverOne();

    assertThat(sent).endsWith(vote).hasSize(WINDOW + 1);
  }

  @Test
  void what_was_refused_for_now_leaves_before_all_others() throws Exception {
    for (int i = 0; i < WINDOW; i++) {
      say(1, "agent", Priority.MEDIUM);
    }
    long later = say(1, "agent", Priority.MEDIUM);
    long first = underWay.remove();
    act(outbox.answered(first, new Answer.Refused(Reason.BUSY, "full", true, Duration.ZERO), 0));
    while (!underWay.isEmpty()) {
      underWay.remove();
    }
    say(2, "agent", Priority.HIGH);
    sent.clear();
    act(outbox.tick(outbox.next().orElseThrow()));

    assertThat(sent).startsWith(first).doesNotContain(later);
  }

  @Test
  void when_low_and_medium_have_filled_it_there_is_room_for_high() throws Exception {
    fill(
        "extension/history",
        Priority.LOW,
        7_500,
        "2500 messages of its room are kept for higher classes than low");
    fill(
        "extension/art",
        Priority.MEDIUM,
        8_750,
        "1250 messages of its room are kept for higher classes than medium");
    fill("agent", Priority.HIGH, 10_000, "10001 messages is above the limit of 10000");
    assertThat(metrics.refusals("messages")).isEqualTo(3);
  }

  private void fill(String type, Priority priority, int until, String refusal) throws Exception {
    while (outbox.messages() < until) {
      say(1, type, priority);
    }
    assertThatThrownBy(() -> say(1, type, priority))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining(refusal);
    assertThat(outbox.messages()).isEqualTo(until);
  }

  @Test
  void each_sender_keeps_its_order_in_each_type_and_in_each_class() throws Exception {
    for (long seed = 1; seed <= 100; seed++) {
      Random random = new Random(seed);
      sent.clear();
      for (int i = 0; i < 300; i++) {
        say(
            random.nextInt(3),
            random.nextBoolean() ? "agent" : "extension/art",
            CLASSES.get(random.nextInt(3)));
        while (!underWay.isEmpty() && random.nextInt(3) == 0) {
          deliverOne();
        }
      }
      while (!underWay.isEmpty()) {
        deliverOne();
      }
      assertThat(sent).as("seed " + seed).hasSize(300);
      inOrder(seed, posting -> posting.sender() + " " + posting.type());
      inOrder(seed, posting -> posting.sender() + " " + posting.priority());
    }
    assertThat(outbox.kept()).isEqualTo("0 messages, 0 lanes, 0 to remove, 0 timers");
  }

  private void inOrder(long seed, Function<Posting, String> of) {
    Map<String, Long> last = new HashMap<>();
    for (long number : sent) {
      String key = of.apply(postings.get(number));
      Long before = last.put(key, number);
      assertThat(before == null || before < number)
          .as("seed %d: %s said %d before %d".formatted(seed, key, number, before))
          .isTrue();
    }
  }
}
