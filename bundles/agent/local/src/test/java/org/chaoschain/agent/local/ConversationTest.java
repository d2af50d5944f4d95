// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.DeliveryException;
import org.chaoschain.api.message.DeliveryException.Reason;
import org.chaoschain.api.message.DeliveryReceipt;
import org.chaoschain.api.message.DeliveryReceipt.Status;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageRecord;
import org.chaoschain.api.message.MessageRecord.State;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.delivery.DirectSettings;
import org.chaoschain.message.delivery.InboxSettings;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.SimNetwork;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Four whole nodes, from the transport to the agents, that know one bootstrap address: what agents
 * say arrives, and what cannot arrive is told to the sender.
 */
class ConversationTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Content HELLO = new Content.Status("curious", "hello");

  private final Simulation simulation = new Simulation();
  private final SimNetwork network =
      new SimNetwork(simulation, LinkSettings.DEFAULT.withLatency(Duration.ofMillis(5)));
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private final List<AgentId> agents = new ArrayList<>();

  @BeforeEach
  void start() {
    for (String name : List.of("ada", "bob", "cyd", "dot")) {
      SimulatedNode node = start(name, HostingSettings.DEFAULT);
      agents.add(node.host(name));
    }
    simulation.await(
        () ->
            nodes.stream()
                .allMatch(
                    n ->
                        n.p2p.gossipsub.subscribers("/chaoschain/test/agents").size() == 3
                            && n.p2p.gossipsub.subscribers("/chaoschain/test/memes").size() == 3),
        SOON);
  }

  private SimulatedNode start(String name, HostingSettings hosting) {
    Optional<Multiaddr> bootstrap =
        nodes.isEmpty() ? Optional.empty() : Optional.of(nodes.get(0).p2p.addresses().get(0));
    SimulatedNode node =
        new SimulatedNode(
            simulation,
            network,
            name,
            "/memory/" + (nodes.size() + 1),
            bootstrap,
            InboxSettings.DEFAULT,
            DirectSettings.DEFAULT,
            hosting);
    nodes.add(node);
    simulation.await(() -> !node.p2p.host.listenAddresses().isEmpty(), SOON);
    return node;
  }

  @AfterEach
  void stop() {
    nodes.forEach(SimulatedNode::close);
    simulation.runFor(Duration.ofMinutes(3));
    simulation.assertNoLeaks();
  }

  private DeliveryReceipt send(int from, int to, Content content) {
    return simulation.await(
        nodes
            .get(from)
            .messenger
            .send(agents.get(from), agents.get(to), content, SendOptions.DEFAULT),
        SOON);
  }

  private DeliveryException sendFails(int from, AgentId to, Content content, SendOptions options) {
    return (DeliveryException)
        simulation.awaitFailure(
            nodes.get(from).messenger.send(agents.get(from), to, content, options),
            Duration.ofMinutes(2));
  }

  @Test
  void an_agent_reaches_another_one_it_never_met_through_the_peer_list() {
    DeliveryReceipt receipt = send(1, 3, HELLO);
    assertThat(receipt.status()).isEqualTo(Status.ACCEPTED);
    assertThat(receipt.roundTrip()).isPositive();
    MessageRecord record = nodes.get(3).records(State.DELIVERED).get(0);
    assertThat(record.messageId()).isEqualTo(receipt.messageId());
    assertThat(record.sender()).isEqualTo(agents.get(1));
    assertThat(record.target()).contains(agents.get(3));
    assertThat(record.text()).isEqualTo("curious: hello");
    assertThat(record.fallback()).isFalse();
    assertThat(nodes.get(1).records(State.SENT)).hasSize(1);
    assertThat(nodes.get(2).records(State.DELIVERED)).isEmpty();
  }

  @Test
  void many_messages_of_one_agent_arrive_once_and_in_order() {
    List<String> expected = new ArrayList<>();
    List<java.util.concurrent.CompletableFuture<DeliveryReceipt>> receipts = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      expected.add("n: " + i);
      receipts.add(
          nodes
              .get(1)
              .messenger
              .send(
                  agents.get(1),
                  agents.get(2),
                  new Content.Status("n", String.valueOf(i)),
                  SendOptions.DEFAULT)
              .toCompletableFuture());
    }
    simulation.await(() -> receipts.stream().allMatch(r -> r.isDone()), SOON);
    assertThat(receipts).allSatisfy(r -> assertThat(r.join().status()).isEqualTo(Status.ACCEPTED));
    assertThat(nodes.get(2).delivered()).isEqualTo(expected);
  }

  @Test
  void a_broadcast_reaches_every_node_once_and_is_handled_where_it_was_sent() {
    Payload said = new Payload.AgentCommunication(agents.get(0), Optional.empty(), HELLO);
    String id =
        simulation.await(
            nodes.get(0).messenger.broadcast(agents.get(0), said, SendOptions.DEFAULT), SOON);
    simulation.runFor(Duration.ofSeconds(5));
    for (SimulatedNode node : nodes) {
      assertThat(node.records(State.DELIVERED))
          .singleElement()
          .satisfies(r -> assertThat(r.messageId()).isEqualTo(id));
    }
    assertThat(nodes.get(0).records(State.SENT)).hasSize(1);
  }

  @Test
  void an_agent_of_the_same_node_gets_its_message_without_the_network() {
    AgentId eve = nodes.get(0).host("eve");
    DeliveryReceipt receipt =
        simulation.await(
            nodes.get(0).messenger.send(agents.get(0), eve, HELLO, SendOptions.DEFAULT), SOON);
    assertThat(receipt.status()).isEqualTo(Status.ACCEPTED);
    simulation.runUntilIdle();
    assertThat(nodes.get(0).delivered()).containsExactly("curious: hello");
  }

  @Test
  void the_agent_itself_gets_what_was_delivered_and_can_answer() {
    List<String> heard = new ArrayList<>();
    AgentId echo = nodes.get(2).host(new Echo(heard));
    simulation.runFor(Duration.ofSeconds(2));
    simulation.await(
        nodes.get(0).messenger.send(agents.get(0), echo, HELLO, SendOptions.DEFAULT), SOON);
    simulation.await(() -> heard.size() == 3, SOON);
    assertThat(nodes.get(0).delivered()).containsExactly("[echo] said");
    assertThat(heard).containsExactly("hosted", "curious: hello", "answered ACCEPTED");
  }

  private static final class Echo implements org.chaoschain.api.agent.Agent {
    private final List<String> heard;
    private org.chaoschain.api.agent.AgentContext context;

    Echo(List<String> heard) {
      this.heard = heard;
    }

    @Override
    public String name() {
      return "echo";
    }

    @Override
    public void onHosted(org.chaoschain.api.agent.AgentContext hosted) {
      context = hosted;
      heard.add("hosted");
    }

    @Override
    public void onMessage(SignedMessage message) {
      heard.add("curious: hello");
      context
          .send(
              message.message().sender(),
              new Content.Discussion("echo", "said", ""),
              SendOptions.DEFAULT)
          .thenAccept(receipt -> heard.add("answered " + receipt.status()));
    }
  }

  @Test
  void a_message_to_an_agent_nobody_knows_fails_as_unknown() {
    AgentId nobody = new AgentId(Bytes.wrap(simulation.entropy().bytes(32)));
    DeliveryException failure = sendFails(1, nobody, HELLO, SendOptions.DEFAULT);
    assertThat(failure.reason()).isEqualTo(Reason.AGENT_UNKNOWN);
    assertThat(failure).hasMessageContaining(nobody.toString());
    simulation.runUntilIdle();
    assertThat(nodes.get(1).records(State.FAILED)).hasSize(1);
  }

  @Test
  void a_message_to_an_agent_that_has_left_its_node_fails_as_not_hosted() {
    Echo echo = new Echo(new ArrayList<>());
    AgentId left = nodes.get(2).host(echo);
    simulation.await(() -> nodes.get(0).p2p.peers.locate(left).isPresent(), SOON);
    nodes.get(2).agents.remove(echo);
    DeliveryException failure = sendFails(0, left, HELLO, SendOptions.DEFAULT);
    assertThat(failure.reason()).isEqualTo(Reason.NOT_HOSTED);
    assertThat(failure.reason().retryable()).isTrue();
  }

  @Test
  void a_message_to_a_node_that_does_not_answer_is_uncertain_and_delivered_once_that_is_back() {
    send(1, 2, HELLO);
    network.partition(List.of("cyd"));
    CompletableFuture<DeliveryReceipt> receipt =
        nodes
            .get(1)
            .messenger
            .send(agents.get(1), agents.get(2), HELLO, SendOptions.DEFAULT)
            .toCompletableFuture();
    simulation.runFor(Duration.ofSeconds(90));
    assertThat(receipt).isNotDone();
    assertThat(nodes.get(1).records(State.UNCERTAIN))
        .singleElement()
        .satisfies(r -> assertThat(r.detail()).contains("its receiver is asked"));
    network.heal();
    simulation.await(receipt.handle((done, failure) -> ""), Duration.ofMinutes(2));
    boolean delivered = nodes.get(2).records(State.DELIVERED).size() == 2;
    assertThat(receipt.isCompletedExceptionally()).isEqualTo(!delivered);
  }

  @Test
  void a_message_to_a_node_that_has_gone_fails_as_unreachable() {
    simulation.await(() -> nodes.get(1).p2p.peers.locate(agents.get(2)).isPresent(), SOON);
    nodes.get(2).close();
    simulation.runFor(Duration.ofSeconds(2));
    DeliveryException failure = sendFails(1, agents.get(2), HELLO, SendOptions.DEFAULT);
    assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
  }

  @Test
  void a_content_beyond_its_bounds_is_refused_here_before_it_is_sent() {
    DeliveryException failure =
        sendFails(
            0, agents.get(1), new Content.Status("m".repeat(65), "hello"), SendOptions.DEFAULT);
    assertThat(failure.reason()).isEqualTo(Reason.INVALID);
    assertThat(failure).hasMessageContaining("65").hasMessageContaining("64");
    assertThat(nodes.get(0).records(State.SENT)).isEmpty();
  }

  @Test
  void a_message_whose_life_is_over_before_it_arrives_fails_as_expired() {
    network.partition(List.of("cyd"));
    simulation.runFor(Duration.ofMillis(100));
    DeliveryException failure =
        sendFails(
            1,
            new AgentId(Bytes.wrap(simulation.entropy().bytes(32))),
            HELLO,
            new SendOptions(Duration.ofSeconds(1), Optional.empty(), false));
    assertThat(failure.reason()).isEqualTo(Reason.EXPIRED);
    network.heal();
  }

  @Test
  void a_full_mailbox_is_told_to_the_sender_as_busy() {
    SimulatedNode small =
        start(
            "eve",
            new HostingSettings(4, 0, 1 << 20, 64, Duration.ofHours(1), Duration.ofSeconds(4)));
    AgentId eve = small.host("eve");
    simulation.await(() -> nodes.get(1).p2p.peers.locate(eve).isPresent(), SOON);
    DeliveryException failure = sendFails(1, eve, HELLO, SendOptions.DEFAULT);
    assertThat(failure.reason()).isEqualTo(Reason.BUSY);
    assertThat(failure).hasMessageContaining("agent.local.mailbox.max.messages");
    assertThat(small.delivered()).isEmpty();
  }

  @Test
  void a_broadcast_that_no_peer_wants_fails_as_unreachable() {
    nodes.get(0).add(new Art("extension/art", "art-only-here"));
    Payload art = new Payload.Extended(art("x"));
    DeliveryException failure =
        (DeliveryException)
            simulation.awaitFailure(
                nodes.get(0).messenger.broadcast(agents.get(0), art, SendOptions.DEFAULT), SOON);
    assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
  }

  @Test
  void a_message_of_an_unknown_type_is_parked_and_delivered_once_and_in_order_when_it_is_known() {
    for (int i = 0; i < 5; i++) {
      DeliveryReceipt receipt = send(0, 1, new Content.Extended(art("piece " + i)));
      assertThat(receipt.status()).isEqualTo(Status.PARKED);
      simulation.await(
          nodes
              .get(0)
              .messenger
              .broadcast(agents.get(0), new Payload.Extended(art("all " + i)), SendOptions.DEFAULT),
          SOON);
    }
    simulation.runFor(Duration.ofSeconds(2));
    SimulatedNode bob = nodes.get(1);
    assertThat(bob.records(State.PARKED)).hasSize(10);
    assertThat(bob.records(State.PARKED))
        .allSatisfy(
            r -> {
              assertThat(r.fallback()).isTrue();
              assertThat(r.text()).startsWith("[art] ");
            });
    assertThat(bob.delivered()).isEmpty();
    bob.add(new Art("extension/art", "agents"));
    simulation.runFor(Duration.ofSeconds(2));
    assertThat(bob.records(State.DELIVERED))
        .extracting(MessageRecord::messageId)
        .isEqualTo(bob.records(State.PARKED).stream().map(MessageRecord::messageId).toList());
    assertThat(bob.delivered()).contains("<piece 0>", "<all 4>");
    assertThat(bob.records(State.DELIVERED)).noneMatch(MessageRecord::fallback);
    assertThat(send(0, 1, new Content.Extended(art("after"))).status()).isEqualTo(Status.ACCEPTED);
  }

  @Test
  void a_parked_message_expires_and_is_counted() {
    send(0, 1, new Content.Extended(art("brief")));
    simulation.runFor(Duration.ofSeconds(62));
    SimulatedNode bob = nodes.get(1);
    assertThat(bob.records(State.EXPIRED)).hasSize(1);
    assertThat(simulation.metrics().count("message.delivery.expired")).isEqualTo(1);
    bob.add(new Art("extension/art", "agents"));
    simulation.runFor(Duration.ofSeconds(2));
    assertThat(bob.delivered()).isEmpty();
  }

  @Test
  void a_broadcast_reaches_nodes_behind_one_that_does_not_know_its_type() {
    nodes.get(3).add(new Art("extension/art", "agents"));
    simulation.await(
        nodes
            .get(0)
            .messenger
            .broadcast(agents.get(0), new Payload.Extended(art("far")), SendOptions.DEFAULT),
        SOON);
    simulation.await(() -> nodes.get(3).delivered().contains("<far>"), SOON);
  }

  @Test
  void a_handler_that_throws_is_told_to_the_sender_and_the_next_message_goes_on() {
    nodes.get(1).add(new Art("extension/art", "agents"));
    DeliveryException failure =
        sendFails(0, agents.get(1), new Content.Extended(art("bomb")), SendOptions.DEFAULT);
    assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
    assertThat(failure).hasMessageContaining("it went off");
    simulation.runUntilIdle();
    assertThat(nodes.get(1).records(State.FAILED)).hasSize(1);
    assertThat(send(0, 1, new Content.Extended(art("calm"))).status()).isEqualTo(Status.ACCEPTED);
    assertThat(nodes.get(1).delivered()).containsExactly("<calm>");
  }

  @Test
  void a_message_the_receivers_rules_refuse_is_told_to_the_sender() {
    nodes.get(1).add(new Art("extension/art", "agents"));
    DeliveryException failure =
        sendFails(0, agents.get(1), new Content.Extended(art("ugly")), SendOptions.DEFAULT);
    assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
    assertThat(failure).hasMessageContaining("too ugly");
    assertThat(nodes.get(1).records(State.REJECTED)).hasSize(1);
  }

  private static Extension art(String text) {
    return new Extension(
        "art",
        1,
        Bytes.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
        "[art] " + text);
  }

  /** A plugin's type. */
  private record Art(String name, String topic) implements MessageType {
    @Override
    public int maxBytes() {
      return 4096;
    }

    @Override
    public Optional<Rejection> validate(Message message) {
      return text(message).equals("ugly")
          ? Optional.of(new Rejection("too ugly", true))
          : Optional.empty();
    }

    @Override
    public String render(Message message) {
      return "<" + text(message) + ">";
    }

    @Override
    public void handle(SignedMessage message) {
      if (text(message.message()).equals("bomb")) {
        throw new IllegalStateException("it went off");
      }
    }

    private static String text(Message message) {
      return new String(
          message.extension().orElseThrow().body().toArray(),
          java.nio.charset.StandardCharsets.UTF_8);
    }
  }
}
