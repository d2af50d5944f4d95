// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageRecord.State;
import org.chaoschain.message.delivery.core.Origin;
import org.chaoschain.message.delivery.core.Outcome;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.Outcome.Taken;
import org.chaoschain.message.delivery.core.Refusal;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.message.flow.core.RateSettings;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/**
 * In a node, messages that two steps would refuse: the cheaper one does, and what the dearer one
 * would have done is not done.
 */
class WayOrderTest {
  private static final Ed25519Key ADA = Node.agent(1);
  private static final Ed25519Key BOB = Node.agent(2);
  private static final Ed25519Key MALLORY = Node.agent(3);
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Simulation simulation = new Simulation();
  private final List<String> asked = new ArrayList<>();

  /** Asked for its rules, it notes that, and takes nothing that says no. */
  private final class Strict extends TextType {
    Strict() {
      super("agent");
    }

    @Override
    public Optional<Rejection> validate(Message message) {
      asked.add(text(message));
      return text(message).equals("no")
          ? Optional.of(new Rejection("it says no", false))
          : Optional.empty();
    }
  }

  private Node node(RateSettings rates) {
    Node node =
        new Node(
            simulation, Safeguards.DEFAULT.withRates(rates).withBlocked(Set.of(MALLORY.agent())));
    node.delivery.addType(new Strict(), 0, 1);
    return node;
  }

  private Node node() {
    return node(Speed.WIDE);
  }

  private Refusal refusal(Node node, Bytes wire, Origin origin) {
    Outcome outcome = simulation.await(node.delivery.inbox().receive(wire, origin).handled(), SOON);
    assertThat(outcome).isInstanceOf(Refused.class);
    return ((Refused) outcome).refusal();
  }

  private Refusal refusal(Node node, Bytes wire) {
    return refusal(node, wire, new Origin.Gossip("agents", "peer"));
  }

  private static Bytes broken(Bytes wire) {
    byte[] bytes = wire.toArray();
    bytes[bytes.length - 1] ^= 1;
    return Bytes.wrap(bytes);
  }

  @Test
  void size_before_the_rate_of_the_peer() {
    Node node = node(Speed.rates(Speed.messages(1), Speed.free(), Speed.free()));
    for (int i = 0; i < 5; i++) {
      assertThat(refusal(node, Bytes.wrap(new byte[300_000]))).isEqualTo(Refusal.TOO_LARGE);
    }
    assertThat(simulation.metrics().count("message.delivery.rate.refused", "scope", "peer"))
        .isZero();
  }

  @Test
  void the_rate_of_the_peer_before_the_structure() {
    Node node = node(Speed.rates(Speed.messages(1), Speed.free(), Speed.free()));
    assertThat(refusal(node, Bytes.copyOf((byte) 1))).isEqualTo(Refusal.MALFORMED);
    assertThat(refusal(node, Bytes.copyOf((byte) 1))).isEqualTo(Refusal.PEER_RATE);
    assertThat(node.decoded).hasValue(1);
  }

  @Test
  void the_place_before_whether_it_was_seen() {
    Node node = node();
    Bytes wire = node.status(ADA, "hello").wire();
    Origin wrong = new Origin.Gossip("memes", "peer");
    assertThat(refusal(node, wire, wrong)).isEqualTo(Refusal.INVALID);
    assertThat(
            simulation.await(
                node.delivery.inbox().receive(wire, new Origin.Gossip("agents", "peer")).handled(),
                SOON))
        .as("the wrong way took nothing from the right one")
        .isEqualTo(Taken.ACCEPTED);
  }

  @Test
  void whether_it_was_seen_before_freshness() {
    Node node = node();
    Bytes wire = node.status(ADA, "hello").wire();
    Origin origin = new Origin.Gossip("agents", "peer");
    simulation.await(node.delivery.inbox().receive(wire, origin).handled(), SOON);
    simulation.runFor(Duration.ofMinutes(5));
    assertThat(simulation.await(node.delivery.inbox().receive(wire, origin).handled(), SOON))
        .isEqualTo(Taken.DUPLICATE);
  }

  @Test
  void freshness_before_the_signature() {
    Node node = node();
    Bytes wire = broken(node.status(ADA, "hello").wire());
    simulation.runFor(Duration.ofMinutes(5));
    assertThat(refusal(node, wire)).isEqualTo(Refusal.STALE);
    assertThat(node.verified).hasValue(0);
  }

  @Test
  void the_signature_before_what_was_said_and_before_the_senders_standing() {
    Node node = node();
    assertThat(refusal(node, broken(node.status(MALLORY, "hello").wire())))
        .isEqualTo(Refusal.SIGNATURE);
    assertThat(node.verified).hasValue(1);
  }

  @Test
  void the_senders_standing_before_the_addressee() {
    Node node = node();
    Bytes toNobody = node.status(MALLORY, BOB.agent(), "hello").wire();
    assertThat(refusal(node, toNobody, new Origin.Direct("peer"))).isEqualTo(Refusal.BLOCKED);
    assertThat(node.reserved).hasValue(0);
  }

  @Test
  void the_addressee_before_the_rules_of_the_type() {
    Node node = node();
    Bytes toNobody = node.status(ADA, BOB.agent(), "no").wire();
    assertThat(refusal(node, toNobody, new Origin.Direct("peer"))).isEqualTo(Refusal.UNKNOWN_AGENT);
    assertThat(asked).isEmpty();
  }

  @Test
  void the_rules_of_the_type_before_the_rate_of_the_agent() {
    Node node = node(Speed.rates(Speed.free(), Speed.messages(1), Speed.free()));
    for (int i = 0; i < 5; i++) {
      assertThat(refusal(node, node.status(ADA, "no").wire())).isEqualTo(Refusal.INVALID);
    }
    assertThat(asked).hasSize(5);
    assertThat(simulation.metrics().count("message.delivery.rate.refused", "scope", "agent"))
        .isZero();
  }

  @Test
  void the_rate_of_the_agent_before_the_queue() {
    Node node = node(Speed.rates(Speed.free(), Speed.messages(1), Speed.free()));
    node.delivery.removeType(1);
    simulation.await(
        node.delivery
            .inbox()
            .receive(node.status(ADA, "one").wire(), new Origin.Gossip("agents", "peer"))
            .handled(),
        SOON);
    assertThat(refusal(node, node.status(ADA, "two").wire())).isEqualTo(Refusal.AGENT_RATE);
    simulation.runUntilIdle();
    assertThat(node.records(State.PARKED)).hasSize(1);
  }

  @Test
  void each_end_is_counted_at_its_step() {
    Node node = node();
    refusal(node, Bytes.copyOf((byte) 1));
    refusal(node, node.status(MALLORY, "hello").wire());
    refusal(node, node.status(ADA, "no").wire());
    for (String step : List.of("structure", "standing", "rules")) {
      assertThat(simulation.metrics().count("message.delivery.step.ended", "step", step))
          .as(step)
          .isEqualTo(1);
    }
  }
}
