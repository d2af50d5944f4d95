// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.chaoschain.api.agent.Agent;
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
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.store.StoreException;
import org.chaoschain.message.delivery.DirectSettings;
import org.chaoschain.message.delivery.InboxSettings;
import org.chaoschain.ops.store.core.EmbeddedStore;
import org.chaoschain.ops.store.core.MemoryEngine;
import org.chaoschain.ops.store.core.StoreLimits;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.testkit.p2p.NodeServices;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.SimNetwork;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Two whole nodes with a disk each. A crash leaves what the disk was told to keep: what was
 * acknowledged is handled after it, and what was on its way is sent again.
 */
class DurableMessagesTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration LONG = Duration.ofMinutes(3);

  private final Simulation simulation = new Simulation();
  private final SimNetwork network =
      new SimNetwork(simulation, LinkSettings.DEFAULT.withLatency(Duration.ofMillis(5)));
  private final Life ada = new Life("ada", 1);
  private final Life bob = new Life("bob", 2);

  /** A node that can crash and come back with its keys, its address and its disk. */
  private final class Life {
    final String name;
    final int number;
    final Map<String, MessageSigner> keys = new HashMap<>();
    final List<SimulatedNode> lives = new ArrayList<>();
    MemoryEngine disk = new MemoryEngine();
    SimulatedNode node;
    AgentId agent;
    Witness witness;

    Life(String name, int number) {
      this.name = name;
      this.number = number;
    }

    void start() {
      start(new Witness(name, () -> {}));
    }

    void start(Witness hosted) {
      Optional<Multiaddr> bootstrap =
          number == 1 ? Optional.empty() : Optional.of(ada.node.p2p.addresses().get(0));
      NodeServices services = NodeServices.of(simulation);
      NodeServices lasting =
          new NodeServices(
              services.clock(),
              services.scheduler(),
              services.random(),
              new Simulation(number).entropy(),
              services.metrics(),
              services.events(),
              services.allocator());
      node =
          new SimulatedNode(
              simulation,
              network,
              name,
              "/memory/" + number,
              bootstrap,
              InboxSettings.DEFAULT,
              DirectSettings.DEFAULT,
              HostingSettings.DEFAULT,
              new SimulatedNode.Lasting(lasting, keys, Optional.of(store(disk).of("delivery"))));
      lives.add(node);
      witness = hosted;
      agent = node.host(hosted);
      simulation.await(() -> !node.p2p.host.listenAddresses().isEmpty(), SOON);
    }

    /** Nothing is left of it but what its disk has synced. */
    void crash() {
      disk = disk.afterPowerLoss();
      node.close();
    }
  }

  private EmbeddedStore store(MemoryEngine disk) {
    try {
      return new EmbeddedStore(
          disk,
          StoreLimits.defaults(simulation.metrics()),
          simulation.clock(),
          simulation.scheduler(),
          simulation.scheduler().serial("store"),
          Duration.ofSeconds(1),
          simulation.metrics(),
          cause -> {
            throw new AssertionError(cause);
          });
    } catch (StoreException e) {
      throw new AssertionError(e);
    }
  }

  /** Writes down what it is handed. */
  private static final class Witness implements Agent {
    final List<String> heard = new ArrayList<>();
    final List<Bytes> keys = new ArrayList<>();
    private final String name;
    private final Runnable inHand;

    Witness(String name, Runnable inHand) {
      this.name = name;
      this.inHand = inHand;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void onMessage(SignedMessage message) {
      inHand.run();
      heard.add(text(message.message()));
      keys.add(message.idempotencyKey());
    }
  }

  private static String text(Message message) {
    if (message.extension().isPresent()) {
      return new String(
          message.extension().get().body().toArray(), java.nio.charset.StandardCharsets.UTF_8);
    }
    Payload.AgentCommunication said = (Payload.AgentCommunication) message.payload();
    return ((Content.Status) said.content()).text();
  }

  private void startBoth() {
    ada.start();
    bob.start();
    meet();
  }

  private void meet() {
    simulation.await(() -> ada.node.p2p.peers.locate(bob.agent).isPresent(), SOON);
  }

  private CompletableFuture<DeliveryReceipt> send(String text) {
    return send(new Content.Status("calm", text));
  }

  private CompletableFuture<DeliveryReceipt> send(Content content) {
    return ada.node
        .messenger
        .send(ada.agent, bob.agent, content, SendOptions.DEFAULT)
        .toCompletableFuture();
  }

  private List<State> states(Life of, String id) {
    return of.node.records.stream()
        .filter(record -> record.messageId().equals(id))
        .map(MessageRecord::state)
        .toList();
  }

  @AfterEach
  void stop() {
    ada.lives.forEach(SimulatedNode::close);
    bob.lives.forEach(SimulatedNode::close);
    simulation.runFor(Duration.ofMinutes(3));
    simulation.assertNoLeaks();
  }

  @Test
  void what_was_acknowledged_is_handled_after_a_crash_once_and_in_order() {
    startBoth();
    for (int i = 0; i < 5; i++) {
      assertThat(simulation.await(send(poem("verse " + i)), SOON).status())
          .isEqualTo(Status.PARKED);
    }
    bob.crash();
    bob.start();
    meet();
    // its type is still not there: it waits behind those of before the crash
    assertThat(simulation.await(send(poem("verse 5")), LONG).status()).isEqualTo(Status.PARKED);
    bob.node.add(new Poems());
    simulation.await(() -> bob.witness.heard.size() == 6, SOON);
    simulation.runFor(Duration.ofSeconds(20));
    assertThat(bob.witness.heard)
        .containsExactly("verse 0", "verse 1", "verse 2", "verse 3", "verse 4", "verse 5");

    bob.crash();
    bob.start();
    bob.node.add(new Poems());
    simulation.runFor(Duration.ofSeconds(20));
    assertThat(bob.witness.heard).as("what was handled does not come again").isEmpty();
  }

  @Test
  void a_message_in_hand_at_the_crash_comes_again_with_the_same_idempotency_key() {
    ada.start();
    MemoryEngine[] disk = new MemoryEngine[1];
    Witness before = new Witness("bob", () -> disk[0] = bob.disk.afterPowerLoss());
    bob.start(before);
    meet();
    simulation.await(send("once"), SOON);
    simulation.await(() -> before.heard.size() == 1, SOON);

    bob.crash();
    bob.disk = disk[0]; // as it was while the agent was at work
    bob.start();
    simulation.await(() -> bob.witness.heard.size() == 1, SOON);
    assertThat(bob.witness.heard).containsExactly("once");
    assertThat(bob.witness.keys).isEqualTo(before.keys);
  }

  @Test
  void what_was_on_its_way_is_sent_again_after_a_crash_with_the_same_bytes() {
    startBoth();
    network.partition(List.of("bob"));
    send("still there");
    simulation.runFor(Duration.ofSeconds(2));
    String id = ada.node.records(State.SENT).get(0).messageId();
    ada.crash();
    network.heal();
    simulation.runFor(Duration.ofSeconds(2));
    ada.start();
    simulation.await(() -> states(ada, id).contains(State.CONFIRMED), LONG);
    assertThat(bob.witness.heard).containsExactly("still there");
    assertThat(bob.node.records(State.DELIVERED))
        .extracting(MessageRecord::messageId)
        .containsExactly(id);
    assertThat(states(ada, id)).containsExactly(State.UNCERTAIN, State.CONFIRMED);

    simulation.runFor(Duration.ofSeconds(3)); // what nobody waits for is on the disk by then
    ada.crash();
    ada.start();
    simulation.runFor(Duration.ofMinutes(2));
    assertThat(states(ada, id)).as("it has ended, and is forgotten").isEmpty();
  }

  @Test
  void without_an_answer_it_is_uncertain_at_its_expiry_until_the_receiver_says_that_it_has_it() {
    ada.start();
    bob.start(new Witness("bob", () -> network.partition(List.of("bob"))));
    meet();
    CompletableFuture<DeliveryReceipt> receipt = send("hello");
    simulation.runFor(Duration.ofSeconds(70));
    String id = ada.node.records(State.SENT).get(0).messageId();
    assertThat(states(ada, id)).containsExactly(State.SENT, State.UNCERTAIN);
    assertThat(receipt).isNotDone();
    network.heal();
    simulation.await(receipt, LONG);
    simulation.runUntilIdle();
    assertThat(states(ada, id)).containsExactly(State.SENT, State.UNCERTAIN, State.CONFIRMED);
    assertThat(bob.witness.heard).containsExactly("hello");
  }

  @Test
  void what_the_receiver_never_had_is_cancelled_at_its_expiry_and_then_reported_as_failed() {
    startBoth();
    simulation.await(send("first"), SOON);
    network.partition(List.of("bob"));
    CompletableFuture<DeliveryReceipt> receipt = send("lost");
    simulation.runFor(Duration.ofSeconds(5));
    network.cut("ada", "bob"); // what waits on the way is gone
    simulation.runFor(Duration.ofSeconds(70));
    assertThat(receipt).isNotDone();
    assertThat(ada.node.records(State.UNCERTAIN)).hasSize(1);
    network.heal();
    DeliveryException failure = (DeliveryException) simulation.awaitFailure(receipt, LONG);
    simulation.runUntilIdle();
    assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
    assertThat(failure).hasMessageContaining(ada.node.records(State.FAILED).get(0).messageId());
    assertThat(bob.witness.heard).containsExactly("first");
  }

  @Test
  void what_fails_for_now_is_sent_again_and_arrives_in_order() {
    startBoth();
    simulation.await(send("n0"), SOON);
    List<CompletableFuture<DeliveryReceipt>> receipts = new ArrayList<>();
    for (int i = 1; i <= 60; i++) {
      receipts.add(send("n" + i));
      if (i % 20 == 0) {
        simulation.runFor(Duration.ofMillis(7)); // some have arrived, some are on their way
        network.cut("ada", "bob");
      }
    }
    simulation.await(() -> receipts.stream().allMatch(CompletableFuture::isDone), LONG);
    assertThat(receipts).allSatisfy(receipt -> assertThat(receipt).isCompleted());
    List<String> expected = new ArrayList<>();
    for (int i = 0; i <= 60; i++) {
      expected.add("n" + i);
    }
    simulation.await(() -> bob.witness.heard.size() == expected.size(), SOON);
    assertThat(bob.witness.heard).isEqualTo(expected);
  }

  private static Content poem(String text) {
    Bytes body = Bytes.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return new Content.Extended(new Extension("poem", 1, body, "[poem] " + text));
  }

  /** A plugin's type. */
  private static final class Poems implements MessageType {
    @Override
    public String name() {
      return "extension/poem";
    }

    @Override
    public int maxBytes() {
      return 4096;
    }

    @Override
    public String render(Message message) {
      return text(message);
    }
  }
}
