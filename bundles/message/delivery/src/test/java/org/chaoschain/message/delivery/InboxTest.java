// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.MessageRecord.State;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.delivery.core.Freshness;
import org.chaoschain.message.delivery.core.Origin;
import org.chaoschain.message.delivery.core.Outcome;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.Outcome.Taken;
import org.chaoschain.message.delivery.core.Refusal;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** The way of a message into a node: what is judged, in which order, and what becomes of it. */
class InboxTest {
  private static final Ed25519Key ADA = Node.agent(1);
  private static final Ed25519Key BOB = Node.agent(2);
  private static final Origin GOSSIP = new Origin.Gossip("agents", "peer");
  private static final Origin DIRECT = new Origin.Direct("peer");
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Simulation simulation = new Simulation();
  private final Node node = new Node(simulation, InboxSettings.DEFAULT);
  private final TextType agentType = new TextType("agent");

  InboxTest() {
    node.delivery.addType(agentType, 0, 1);
  }

  private Outcome receive(Bytes wire, Origin origin) {
    return simulation.await(node.delivery.inbox().receive(wire, origin).handled(), SOON);
  }

  private Refused refused(Bytes wire, Origin origin) {
    Outcome outcome = receive(wire, origin);
    simulation.runUntilIdle();
    assertThat(outcome).isInstanceOf(Refused.class);
    return (Refused) outcome;
  }

  @Test
  void a_good_message_is_handled_and_recorded() {
    SignedMessage message = node.status(ADA, "hello");
    assertThat(receive(message.wire(), GOSSIP)).isEqualTo(Taken.ACCEPTED);
    simulation.runUntilIdle();
    assertThat(agentType.handled).containsExactly("hello");
    assertThat(node.delivered()).containsExactly("hello");
  }

  @Test
  void a_message_is_verified_and_handled_once_however_many_peers_send_it() {
    Bytes wire = node.status(ADA, "hello").wire();
    Arrival[] arrivals = new Arrival[20];
    for (int i = 0; i < arrivals.length; i++) {
      arrivals[i] = node.delivery.inbox().receive(wire, new Origin.Gossip("agents", "peer " + i));
    }
    assertThat(simulation.await(arrivals[0].handled(), SOON)).isEqualTo(Taken.ACCEPTED);
    assertThat(simulation.await(arrivals[19].handled(), SOON)).isEqualTo(Taken.DUPLICATE);
    assertThat(receive(wire, GOSSIP)).isEqualTo(Taken.DUPLICATE);
    assertThat(node.verified).hasValue(1);
    assertThat(agentType.handled).hasSize(1);
    assertThat(simulation.metrics().count("message.delivery.duplicates", "check", "wire"))
        .isEqualTo(20);
  }

  @Test
  void another_wire_of_the_same_message_is_known_after_its_signature_was_verified() {
    Bytes wire = node.status(ADA, "hello").wire();
    assertThat(receive(wire, GOSSIP)).isEqualTo(Taken.ACCEPTED);
    assertThat(receive(Bytes.copyOf((byte) 0).concat(wire), GOSSIP)).isEqualTo(Taken.DUPLICATE);
    assertThat(agentType.handled).hasSize(1);
    assertThat(simulation.metrics().count("message.delivery.duplicates", "check", "signed"))
        .isEqualTo(1);
  }

  @Test
  void a_copy_with_a_broken_signature_does_not_censor_the_true_one() {
    Bytes wire = node.status(ADA, "hello").wire();
    byte[] broken = wire.toArray();
    broken[broken.length - 1] ^= 1;
    Refused refused = refused(Bytes.wrap(broken), GOSSIP);
    assertThat(refused.refusal()).isEqualTo(Refusal.SIGNATURE);
    assertThat(refused.senderAtFault()).isTrue();
    assertThat(node.records).isEmpty();
    assertThat(receive(wire, GOSSIP)).isEqualTo(Taken.ACCEPTED);
    assertThat(refused(Bytes.wrap(broken), GOSSIP).refusal()).isEqualTo(Refusal.SIGNATURE);
    assertThat(node.verified).hasValue(2);
  }

  @Test
  void a_message_that_is_too_large_is_refused_before_anything_else() {
    Refused refused = refused(Bytes.wrap(new byte[262_145]), GOSSIP);
    assertThat(refused.refusal()).isEqualTo(Refusal.TOO_LARGE);
    assertThat(refused.reason()).contains("message.delivery.max.wire.bytes").contains("262144");
    assertThat(simulation.metrics().refusals("message.delivery.max.wire.bytes")).isEqualTo(1);
  }

  @Test
  void bytes_that_are_no_envelope_are_refused_and_counted() {
    assertThat(refused(Bytes.copyOf((byte) 1, (byte) 2), GOSSIP).refusal())
        .isEqualTo(Refusal.MALFORMED);
    assertThat(simulation.metrics().count("message.delivery.refused", "reason", "malformed"))
        .isEqualTo(1);
  }

  @Test
  void a_message_of_the_future_or_the_past_is_nobodys_fault() {
    SignedMessage message = node.status(ADA, "hello");
    simulation.runFor(Duration.ofMinutes(2));
    Refused late = refused(message.wire(), GOSSIP);
    assertThat(late.refusal()).isEqualTo(Refusal.STALE);
    assertThat(late.senderAtFault()).isFalse();
    assertThat(node.verified).hasValue(0);
  }

  @Test
  void a_message_that_wants_to_live_for_ever_is_the_senders_fault() {
    Payload said = node.status(ADA, "hello").message().payload();
    Refused refused = refused(node.sign(ADA, said, Duration.ofDays(8)).wire(), GOSSIP);
    assertThat(refused.refusal()).isEqualTo(Refusal.STALE);
    assertThat(refused.senderAtFault()).isTrue();
  }

  @Test
  void a_message_on_the_wrong_topic_or_for_one_agent_is_refused() {
    assertThat(refused(node.status(ADA, "hello").wire(), new Origin.Gossip("memes", "p")).refusal())
        .isEqualTo(Refusal.INVALID);
    assertThat(refused(node.status(ADA, BOB.agent(), "psst").wire(), GOSSIP).refusal())
        .isEqualTo(Refusal.INVALID);
    assertThat(refused(node.status(ADA, "to all").wire(), DIRECT).refusal())
        .isEqualTo(Refusal.INVALID);
  }

  @Test
  void a_direct_message_to_an_agent_that_comes_later_is_taken_then() {
    Bytes wire = node.status(ADA, BOB.agent(), "psst").wire();
    Refused refused = refused(wire, DIRECT);
    assertThat(refused.refusal()).isEqualTo(Refusal.UNKNOWN_AGENT);
    node.mailboxes.put(BOB.agent(), new java.util.ArrayList<>());
    assertThat(receive(wire, DIRECT)).isEqualTo(Taken.ACCEPTED);
    assertThat(node.mailboxes.get(BOB.agent())).hasSize(1);
  }

  @Test
  void a_full_queue_refuses_as_busy_names_its_key_and_forgets_the_message() {
    Node full = new Node(simulation, settings(0, 3));
    full.delivery.addType(new TextType("agent"), 0, 1);
    Bytes wire = full.status(ADA, "hello").wire();
    for (int i = 1; i <= 2; i++) {
      Outcome outcome =
          simulation.await(full.delivery.inbox().receive(wire, GOSSIP).handled(), SOON);
      assertThat(outcome).isInstanceOf(Refused.class);
      assertThat(((Refused) outcome).refusal()).isEqualTo(Refusal.BUSY);
      assertThat(((Refused) outcome).reason()).contains("message.delivery.queue.max.messages");
      assertThat(simulation.metrics().refusals("message.delivery.queue.max.messages")).isEqualTo(i);
    }
    simulation.runUntilIdle();
    assertThat(full.records(State.FAILED)).hasSize(2);
  }

  @Test
  void parked_messages_are_bounded_the_oldest_go_first_and_each_loss_is_counted() {
    Node small = new Node(simulation, settings(10, 3));
    for (int i = 0; i < 5; i++) {
      Bytes wire = small.extension(ADA, "art", "n" + i).wire();
      assertThat(simulation.await(small.delivery.inbox().receive(wire, GOSSIP).handled(), SOON))
          .isEqualTo(Taken.PARKED);
    }
    simulation.runUntilIdle();
    assertThat(small.records(State.PARKED)).hasSize(5);
    assertThat(small.records(State.EXPIRED))
        .extracting(r -> r.text())
        .containsExactly("[art] n0", "[art] n1");
    assertThat(simulation.metrics().refusals("message.delivery.parked.max.messages")).isEqualTo(2);
    TextType art = new TextType("extension/art");
    small.delivery.addType(art, 0, 1);
    simulation.runUntilIdle();
    assertThat(art.handled).containsExactly("n2", "n3", "n4");
    assertThat(small.delivery.types()).hasSize(1);
  }

  @Test
  void messages_wait_while_their_type_is_away_and_are_shown_as_parked_once() {
    node.delivery.removeType(1);
    receive(node.status(ADA, "one").wire(), GOSSIP);
    TextType second = new TextType("agent");
    node.delivery.addType(second, 0, 2);
    simulation.runUntilIdle();
    node.delivery.removeType(2);
    receive(node.status(ADA, "two").wire(), GOSSIP);
    TextType third = new TextType("agent");
    node.delivery.addType(third, 0, 3);
    simulation.runUntilIdle();
    assertThat(second.handled).containsExactly("one");
    assertThat(third.handled).containsExactly("two");
    assertThat(node.records(State.PARKED)).hasSize(2).allMatch(r -> r.fallback());
    assertThat(node.records(State.DELIVERED))
        .extracting(r -> r.detail())
        .containsExactly("generation 2", "generation 3");
  }

  @Test
  void of_two_types_of_one_name_the_higher_ranked_and_then_the_younger_is_fed() {
    TextType younger = new TextType("agent");
    TextType ranked = new TextType("agent");
    node.delivery.addType(younger, 0, 2);
    receive(node.status(ADA, "a").wire(), GOSSIP);
    node.delivery.addType(ranked, 5, 3);
    receive(node.status(ADA, "b").wire(), GOSSIP);
    node.delivery.addType(new TextType("agent"), 0, 4);
    receive(node.status(ADA, "c").wire(), GOSSIP);
    node.delivery.removeType(3);
    node.delivery.removeType(4);
    receive(node.status(ADA, "d").wire(), GOSSIP);
    assertThat(agentType.handled).isEmpty();
    assertThat(younger.handled).containsExactly("a", "d");
    assertThat(ranked.handled).containsExactly("b", "c");
  }

  @Test
  void a_type_that_throws_everywhere_harms_nobody_else() {
    node.delivery.addType(
        new TextType("extension/bad") {
          @Override
          public Optional<Rejection> validate(org.chaoschain.api.message.Message message) {
            throw new NoClassDefFoundError("gone");
          }
        },
        0,
        2);
    Refused refused = refused(node.extension(ADA, "bad", "x").wire(), GOSSIP);
    assertThat(refused.refusal()).isEqualTo(Refusal.TYPE_FAILED);
    assertThat(refused.senderAtFault()).isFalse();
    assertThat(receive(node.status(ADA, "fine").wire(), GOSSIP)).isEqualTo(Taken.ACCEPTED);
    assertThat(
            simulation
                .metrics()
                .count("message.delivery.type.failures", "type", "extension/bad", "what", "rules"))
        .isEqualTo(1);
  }

  private static InboxSettings settings(int queue, int parked) {
    InboxSettings d = InboxSettings.DEFAULT;
    return new InboxSettings(
        d.maxWireBytes(),
        new Freshness(Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofDays(1)),
        d.seenMax(),
        d.seenTimeToLive(),
        d.lanes(),
        d.verifyMaxMessages(),
        d.verifyMaxBytes(),
        queue,
        d.queueMaxBytes(),
        parked,
        d.parkedMaxBytes(),
        d.parkedTimeToLive(),
        d.recordMax(),
        d.recordTextMax(),
        d.topicLinger());
  }
}
