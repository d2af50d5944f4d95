// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.delivery.core.Origin;
import org.chaoschain.message.delivery.core.Outcome;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.Outcome.Taken;
import org.chaoschain.message.delivery.core.Refusal;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.message.flow.core.Allowance;
import org.chaoschain.message.flow.core.FlowConfig;
import org.chaoschain.message.flow.core.FlowShares;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** Which message is verified next, and what is lost, when more comes than can be verified. */
class VerificationOrderTest {
  private static final int LARGEST = 2_000;
  private static final int CHARGE = LARGEST + FlowConfig.MESSAGE_OVERHEAD;
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Ed25519Key ADA = Node.agent(1);
  private static final Ed25519Key BOB = Node.agent(2);
  private static final Ed25519Key EVE = Node.agent(3);

  private final Simulation simulation = new Simulation();
  private final Node node = new Node(simulation, oneLane(), scarce(Integer.MAX_VALUE));
  private final TextType agentType = new TextType("agent");
  private final List<Arrival> arrivals = new ArrayList<>();

  VerificationOrderTest() {
    node.delivery.addType(agentType, 0, 1);
    simulation.runUntilIdle();
  }

  private static InboxSettings oneLane() {
    InboxSettings d = InboxSettings.DEFAULT;
    return new InboxSettings(
        LARGEST,
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

  /** Verifies 10 kB a second. */
  private static FlowSettings scarce(int critical) {
    return new FlowSettings(
        64L * CHARGE,
        16L * CHARGE,
        100,
        FlowShares.DEFAULT,
        Allowance.parse(critical + "/s, 1GiB/s"),
        100,
        10_000);
  }

  private SignedMessage announcement(Ed25519Key from, String text) {
    return node.sign(
        from,
        new Payload.AgentCommunication(
            from.agent(), Optional.empty(), new Content.Announcement(text, "", List.of())));
  }

  private Arrival receive(String peer, SignedMessage message) {
    Arrival arrival =
        node.delivery.inbox().receive(message.wire(), new Origin.Gossip("agents", peer));
    arrivals.add(arrival);
    return arrival;
  }

  /** Something is being verified, so that all that follows waits. */
  private void begin() {
    receive("first", node.status(Node.agent(9), "first"));
    simulation.runFor(Duration.ofMillis(1));
    assertThat(node.delivery.inbox().lanes().messages()).isEqualTo(1);
    assertThat(agentType.handled).isEmpty();
  }

  /** What was handled after that. */
  private List<String> handled() {
    return agentType.handled.subList(1, agentType.handled.size());
  }

  @Test
  void what_matters_more_is_verified_first() {
    begin();
    for (int i = 0; i < 10; i++) {
      receive("a", announcement(ADA, "low"));
      receive("b", node.status(BOB, "medium"));
      receive("c", node.critical(EVE, "high"));
    }
    simulation.runFor(LONG);
    assertThat(handled()).hasSize(30).startsWith("high");
    assertThat(handled().subList(0, 12).stream().filter("high"::equals))
        .as("what is left is the share of medium and low")
        .hasSize(10);
    assertThat(handled().subList(12, 22).stream().filter("low"::equals).count())
        .as("what is left is the share of low")
        .isLessThanOrEqualTo(1);
  }

  @Test
  void a_sender_keeps_its_order_and_a_critical_message_pulls_along_what_it_said_before() {
    begin();
    for (int i = 1; i <= 6; i++) {
      receive("b", node.status(BOB, "bob " + i));
    }
    receive("a", announcement(ADA, "ada 1"));
    receive("other", node.status(ADA, "ada 2"));
    receive("third", node.critical(ADA, "ada 3"));
    receive("third", announcement(ADA, "ada 4"));
    simulation.runFor(LONG);
    assertThat(handled().stream().filter(text -> text.startsWith("ada")))
        .containsExactly("ada 1", "ada 2", "ada 3", "ada 4");
    assertThat(handled().stream().filter(text -> text.startsWith("bob")))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 6).mapToObj(i -> "bob " + i).toList());
    assertThat(handled().indexOf("ada 3")).isLessThan(handled().indexOf("bob 2"));
  }

  @Test
  void one_peer_that_floods_does_not_hold_up_the_others() {
    begin();
    for (int i = 0; i < 20; i++) {
      receive("flood", node.critical(ADA, "flood " + i));
    }
    receive("honest", node.critical(BOB, "honest"));
    simulation.runFor(LONG);
    assertThat(handled().indexOf("honest")).isLessThanOrEqualTo(6);
    assertThat(handled()).hasSize(21);
  }

  @Test
  void what_has_to_make_room_is_told_so_counted_by_type_class_and_reason_and_may_come_again() {
    begin();
    List<SignedMessage> low = new ArrayList<>();
    List<Arrival> ends = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      low.add(announcement(ADA, "low " + i));
      ends.add(receive("low " + i % 8, low.get(i)));
    }
    for (int i = 0; i < 60; i++) {
      receive("high " + i % 8, node.critical(BOB, "high " + i));
    }
    Outcome outcome = ends.get(0).handled().join();
    assertThat(outcome).isInstanceOf(Refused.class);
    Refused refused = (Refused) outcome;
    assertThat(refused.refusal()).isEqualTo(Refusal.OVERLOADED);
    assertThat(refused.senderAtFault()).isFalse();
    assertThat(refused.reason())
        .contains("message.delivery.flow.max.bytes")
        .contains(String.valueOf(64 * CHARGE));
    long lost =
        simulation
            .metrics()
            .count("message.delivery.flow.lost", "type", "agent", "class", "low", "reason", "shed");
    assertThat(lost).isPositive();
    assertThat(simulation.metrics().refusals("message.delivery.flow.max.bytes")).isEqualTo(lost);
    assertThat(node.delivery.inbox().lanes().peak()).isLessThanOrEqualTo(64L * CHARGE);
    simulation.runFor(LONG);
    assertThat(handled().stream().filter(text -> text.startsWith("high"))).hasSize(60);
    assertThat(handled()).hasSize((int) (140 - lost));
    assertThat(receive("low 0", low.get(0)).admitted().isDone()).isFalse();
    simulation.runFor(LONG);
    assertThat(handled()).last().isEqualTo("low 0");
  }

  @Test
  void the_peer_that_fills_the_queue_is_not_read_until_it_has_drained() {
    begin();
    List<String> changes = new ArrayList<>();
    PeerReading reading = node.delivery.reading();
    reading.onChange(peer -> changes.add(peer + " " + reading.paused(peer)));
    while (!reading.paused("flood")) {
      receive("flood", node.status(ADA, "flood " + arrivals.size()));
    }
    receive("honest", node.status(BOB, "honest"));
    assertThat(reading.paused("honest")).isFalse();
    simulation.runFor(LONG);
    assertThat(changes).containsExactly("flood true", "flood false");
    assertThat(reading.pausedPeers()).isZero();
    assertThat(arrivals)
        .allSatisfy(arrival -> assertThat(arrival.handled().join()).isEqualTo(Taken.ACCEPTED));
  }

  @Test
  void a_peer_that_goes_on_all_the_same_is_told_of_once() {
    begin();
    List<String> beyond = new ArrayList<>();
    node.delivery.reading().onOverQuota(beyond::add);
    for (int i = 0; i < 40; i++) {
      receive("flood", node.status(ADA, "flood " + i));
    }
    simulation.runFor(LONG);
    assertThat(beyond).containsExactly("flood");
    assertThat(simulation.metrics().refusals("message.delivery.flow.peer.max.bytes")).isPositive();
  }

  @Test
  void what_is_critical_beyond_the_budget_is_what_it_would_be_without() {
    Node strict = new Node(simulation, oneLane(), scarce(1));
    TextType type = new TextType("agent");
    strict.delivery.addType(type, 0, 1);
    receive(strict, "first", strict.status(Node.agent(9), "first"));
    simulation.runFor(Duration.ofMillis(1));
    receive(strict, "b", strict.status(BOB, "bob"));
    receive(strict, "a", strict.critical(ADA, "paid"));
    receive(strict, "a", strict.critical(ADA, "unpaid"));
    simulation.runFor(LONG);
    assertThat(type.handled).containsExactly("first", "paid", "bob", "unpaid");
  }

  private static void receive(Node to, String peer, SignedMessage message) {
    to.delivery.inbox().receive(message.wire(), new Origin.Gossip("agents", peer));
  }
}
