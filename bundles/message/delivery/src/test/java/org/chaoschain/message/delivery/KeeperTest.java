// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.delivery.core.Origin;
import org.chaoschain.message.delivery.core.Outcome;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.Outcome.Taken;
import org.chaoschain.message.delivery.core.Refusal;
import org.chaoschain.message.delivery.durable.core.DurableInbox.Told;
import org.chaoschain.message.delivery.durable.core.InboxKey;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** What a receiver answers to those who ask what became of a message, and to late copies. */
class KeeperTest {
  private static final Ed25519Key ADA = Node.agent(1);
  private static final Ed25519Key BOB = Node.agent(2);
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Simulation simulation = new Simulation();
  private final Node node = new Node(simulation, InboxSettings.DEFAULT);
  private final TextType type = new TextType("agent");

  KeeperTest() {
    node.delivery.addType(type, 0, 1);
    node.mailboxes.put(BOB.agent(), new ArrayList<>());
  }

  private Keeper keeper() {
    return node.delivery.inbox().keeper();
  }

  private static InboxKey key(SignedMessage message) {
    return InboxKey.of(message.message().expiresAt().orElseThrow(), message.digest());
  }

  private Told ask(InboxKey key) {
    List<Told> told = new ArrayList<>();
    keeper()
        .cancel(
            key,
            told::add,
            refused -> {
              throw new AssertionError(refused.reason());
            });
    assertThat(told).hasSize(1);
    return told.get(0);
  }

  private Outcome receive(SignedMessage message) {
    Arrival arrival = node.delivery.inbox().receive(message.wire(), new Origin.Direct("peer"));
    simulation.await(arrival.handled()::isDone, SOON);
    return arrival.handled().join();
  }

  @Test
  void what_was_taken_is_told_as_delivered_and_a_copy_of_it_as_a_duplicate() {
    SignedMessage message = node.status(ADA, BOB.agent(), "hello");
    assertThat(receive(message)).isEqualTo(Taken.ACCEPTED);
    assertThat(ask(key(message))).isEqualTo(Told.DELIVERED);
    assertThat(receive(message)).isEqualTo(Taken.DUPLICATE);
    assertThat(type.handled).containsExactly("hello");
  }

  @Test
  void a_copy_that_comes_before_the_first_was_judged_is_told_nothing_before_that() {
    SignedMessage message = node.status(ADA, BOB.agent(), "hello");
    Origin peer = new Origin.Direct("peer");
    Arrival first = node.delivery.inbox().receive(message.wire(), peer);
    Arrival copy = node.delivery.inbox().receive(message.wire(), peer);
    assertThat(first.admitted()).isNotDone();
    assertThat(copy.admitted()).as("the first may still be lost").isNotDone();
    simulation.await(copy.handled()::isDone, SOON);
    assertThat(first.admitted()).isCompletedWithValue(Taken.ACCEPTED);
    assertThat(copy.admitted()).isCompletedWithValue(Taken.DUPLICATE);
    assertThat(type.handled).containsExactly("hello");
  }

  @Test
  void what_never_came_is_cancelled_and_a_late_copy_is_not_taken() {
    SignedMessage message = node.status(ADA, BOB.agent(), "late");
    assertThat(ask(key(message))).isEqualTo(Told.CANCELLED);
    assertThat(ask(key(message))).as("asked again").isEqualTo(Told.CANCELLED);
    assertThat(receive(message))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.refusal()).isEqualTo(Refusal.CANCELLED));
    assertThat(type.handled).isEmpty();
  }

  @Test
  void a_handler_that_failed_before_the_answer_is_told_to_who_asks() {
    TextType failing =
        new TextType("agent") {
          @Override
          public void handle(SignedMessage message) {
            throw new IllegalStateException("a bug");
          }
        };
    node.delivery.addType(failing, 1, 2);
    SignedMessage message = node.status(ADA, BOB.agent(), "bomb");
    assertThat(receive(message))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.refusal()).isEqualTo(Refusal.TYPE_FAILED));
    assertThat(ask(key(message))).isEqualTo(Told.FAILED);
  }

  @Test
  void what_is_too_old_to_be_known_is_told_as_forgotten() {
    Instant now = simulation.clock().now();
    Duration known = DurableSettings.DEFAULT.inboxKeep();
    SignedMessage message = node.status(ADA, BOB.agent(), "old");
    assertThat(ask(new InboxKey(now.minus(known).toEpochMilli(), message.digest())))
        .isEqualTo(Told.CANCELLED); // the skew of clocks is still to come
    assertThat(
            ask(
                new InboxKey(
                    now.minus(known).minus(Duration.ofMinutes(1)).toEpochMilli(),
                    message.digest())))
        .isEqualTo(Told.FORGOTTEN);
  }

  @Test
  void a_cancel_that_would_have_to_be_remembered_for_ever_is_refused() {
    SignedMessage message = node.status(ADA, BOB.agent(), "far");
    Instant far = simulation.clock().now().plus(Duration.ofDays(8));
    assertThat(ask(InboxKey.of(far, message.digest()))).isEqualTo(Told.TOO_FAR);
  }

  @Test
  void when_too_much_is_remembered_the_oldest_that_is_void_goes_first_and_nothing_else() {
    DurableSettings d = DurableSettings.DEFAULT;
    DurableSettings small =
        new DurableSettings(
            d.interval(),
            d.retries(),
            d.outboxMaxMessages(),
            d.outboxMaxBytes(),
            d.askFor(),
            d.inboxMaxMessages(),
            d.inboxMaxBytes(),
            2,
            d.inboxMaxCancelled(),
            d.inboxKeep());
    Keeper keeper = new Keeper(node.environment, InboxSettings.DEFAULT, small, new MemoryDisk());
    List<Told> told = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    SignedMessage[] messages = new SignedMessage[3];
    for (int i = 0; i < 3; i++) {
      messages[i] = node.status(ADA, BOB.agent(), "n" + i);
      keeper.cancel(key(messages[i]), told::add, why -> refused.add(why.reason()));
    }
    assertThat(told).containsExactly(Told.CANCELLED, Told.CANCELLED);
    assertThat(refused).singleElement().asString().contains("message.delivery.inbox.max.known");

    simulation.runFor(Duration.ofMinutes(2)); // they are void, and the skew of clocks is over
    SignedMessage later = node.status(ADA, BOB.agent(), "later");
    keeper.cancel(key(later), told::add, why -> refused.add(why.reason()));
    keeper.cancel(key(messages[0]), told::add, why -> refused.add(why.reason()));
    assertThat(told).endsWith(Told.CANCELLED, Told.FORGOTTEN);
    keeper.stop();
  }

  @Test
  void messages_that_no_agent_has_handled_are_bounded() {
    DurableSettings d = DurableSettings.DEFAULT;
    DurableSettings small =
        new DurableSettings(
            d.interval(),
            d.retries(),
            d.outboxMaxMessages(),
            d.outboxMaxBytes(),
            d.askFor(),
            1,
            d.inboxMaxBytes(),
            d.inboxMaxKnown(),
            d.inboxMaxCancelled(),
            d.inboxKeep());
    Delivery delivery =
        new Delivery(
            node.environment,
            InboxSettings.DEFAULT,
            JudgingSettings.DEFAULT,
            Safeguards.DEFAULT,
            small,
            Optional.empty());
    SignedMessage first = node.status(ADA, BOB.agent(), "one");
    SignedMessage second = node.status(ADA, BOB.agent(), "two");
    Arrival parked = delivery.inbox().receive(first.wire(), new Origin.Direct("peer"));
    Arrival refused = delivery.inbox().receive(second.wire(), new Origin.Direct("peer"));
    simulation.await(() -> parked.handled().isDone() && refused.handled().isDone(), SOON);
    assertThat(parked.admitted().join()).isEqualTo(Taken.PARKED);
    assertThat(refused.admitted().join())
        .isInstanceOfSatisfying(
            Refused.class,
            why -> assertThat(why.reason()).contains("message.delivery.inbox.max.messages"));
    delivery.stop();
  }
}
