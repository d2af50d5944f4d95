// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.delivery.core.Origin;
import org.chaoschain.message.delivery.core.Outcome.Taken;
import org.chaoschain.message.delivery.core.ReplayWindow;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Direct messages that wait for the disk, beside others: who waits with them, and who does not. */
class KeptOrderTest {
  private static final Ed25519Key ADA = Node.agent(1);
  private static final Ed25519Key BOB = Node.agent(2);
  private static final Ed25519Key EVE = Node.agent(3);
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  private final Simulation simulation = new Simulation();
  private final Node maker = new Node(simulation, InboxSettings.DEFAULT);
  private final HeldStore store = new HeldStore();
  private final List<Bytes> replay = new ArrayList<>();
  private final TextType type = new TextType("agent");
  private final Delivery delivery =
      new Delivery(
          maker.environment,
          oneLane(),
          JudgingSettings.DEFAULT,
          Safeguards.DEFAULT.withRates(Speed.WIDE).withReplay(new Window()),
          DurableSettings.DEFAULT,
          Optional.of(store));

  /** Notes what is kept beside the store. */
  private final class Window implements ReplayWindow {
    @Override
    public void kept(Consumer<Bytes> digests) {}

    @Override
    public void accepted(Bytes signedDigest, Instant voidAt) {
      replay.add(signedDigest);
    }
  }

  KeptOrderTest() {
    maker.mailboxes.put(BOB.agent(), new ArrayList<>());
    delivery.addType(type, 0, 1);
  }

  @AfterEach
  void stop() {
    delivery.stop();
  }

  private static InboxSettings oneLane() {
    InboxSettings d = InboxSettings.DEFAULT;
    return new InboxSettings(
        d.maxWireBytes(),
        d.freshness(),
        d.seenMax(),
        d.seenTimeToLive(),
        1,
        d.verifyMaxMessages(),
        d.verifyMaxBytes(),
        d.queueMaxMessages(),
        d.queueMaxBytes(),
        d.parkedMaxMessages(),
        d.parkedMaxBytes(),
        d.parkedTimeToLive(),
        d.recordMax(),
        d.recordTextMax(),
        d.topicLinger());
  }

  private Arrival direct(SignedMessage message) {
    return delivery.inbox().receive(message.wire(), new Origin.Direct("peer"));
  }

  private Arrival broadcast(SignedMessage message) {
    return delivery.inbox().receive(message.wire(), new Origin.Gossip("agents", "peer"));
  }

  private void written() {
    for (int i = 0; i < 10; i++) {
      store.complete();
      simulation.runFor(A_WHILE);
    }
  }

  @Test
  void what_a_sender_says_after_a_message_that_waits_for_the_disk_waits_too_and_no_other_does() {
    Arrival kept = direct(maker.status(ADA, BOB.agent(), "ada 1"));
    simulation.runFor(A_WHILE);
    Arrival later = broadcast(maker.critical(ADA, "ada 2"));
    broadcast(maker.status(EVE, "eve"));
    simulation.runFor(A_WHILE);
    assertThat(kept.admitted()).as("it is not on the disk").isNotDone();
    assertThat(later.admitted()).isCompletedWithValue(Taken.ACCEPTED);
    assertThat(type.handled).containsExactly("eve");
    written();
    assertThat(kept.handled()).isCompletedWithValue(Taken.ACCEPTED);
    assertThat(type.handled).containsExactly("eve", "ada 1", "ada 2");
  }

  @Test
  void a_copy_of_what_waits_for_the_disk_is_answered_with_it() {
    SignedMessage message = maker.status(ADA, BOB.agent(), "hello");
    direct(message);
    simulation.runFor(A_WHILE);
    Arrival copy = direct(message);
    simulation.runFor(A_WHILE);
    assertThat(copy.admitted()).isNotDone();
    written();
    assertThat(copy.admitted()).isCompletedWithValue(Taken.DUPLICATE);
    assertThat(type.handled).containsExactly("hello");
  }

  @Test
  void what_the_store_knows_is_not_kept_against_replay_a_second_time() {
    SignedMessage toAll = maker.status(ADA, "to all");
    direct(maker.status(ADA, BOB.agent(), "to Bob"));
    broadcast(toAll);
    simulation.runFor(A_WHILE);
    written();
    assertThat(type.handled).containsExactly("to Bob", "to all");
    assertThat(replay).containsExactly(toAll.signedDigest());
  }
}
