// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.delivery.core.Origin;
import org.chaoschain.message.delivery.core.Outcome;
import org.chaoschain.message.delivery.core.Outcome.Taken;
import org.chaoschain.message.delivery.core.ReplayWindow;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** What a node keeps over a restart: what was handled, before anybody is told, and nothing else. */
class ReplayKeptTest {
  private static final Ed25519Key ADA = Node.agent(1);
  private static final Origin GOSSIP = new Origin.Gossip("agents", "peer");

  private final Simulation simulation = new Simulation();
  private final Window window = new Window();
  private final List<String> told = new ArrayList<>();

  /** Keeps in memory, so that a second node can go on with it. */
  private final class Window implements ReplayWindow {
    final Map<Bytes, Instant> kept = new LinkedHashMap<>();

    @Override
    public void kept(Consumer<Bytes> digests) {
      kept.keySet().forEach(digests);
    }

    @Override
    public void accepted(Bytes signedDigest, Instant voidAt) {
      kept.put(signedDigest, voidAt);
      told.add("kept");
    }
  }

  private Node node() {
    return new Node(simulation, Safeguards.DEFAULT.withReplay(window));
  }

  private Outcome receive(Node node, Bytes wire) {
    Arrival arrival = node.delivery.inbox().receive(wire, GOSSIP);
    arrival.handled().thenAccept(outcome -> told.add("told"));
    return simulation.await(arrival.handled(), Duration.ofSeconds(10));
  }

  @Test
  void a_handled_message_is_kept_until_it_is_void_before_anybody_is_told() {
    Node node = node();
    node.delivery.addType(new TextType("agent"), 0, 1);
    SignedMessage message = node.status(ADA, "hello");
    assertThat(receive(node, message.wire())).isEqualTo(Taken.ACCEPTED);
    assertThat(window.kept)
        .containsExactly(
            Map.entry(message.signedDigest(), message.message().expiresAt().orElseThrow()));
    assertThat(told).containsExactly("kept", "told");
  }

  @Test
  void a_node_that_goes_on_with_it_takes_no_message_a_second_time_in_whatever_bytes() {
    Node before = node();
    before.delivery.addType(new TextType("agent"), 0, 1);
    Bytes wire = before.status(ADA, "hello").wire();
    receive(before, wire);
    Node after = node();
    TextType type = new TextType("agent");
    after.delivery.addType(type, 0, 1);
    assertThat(receive(after, wire)).isEqualTo(Taken.DUPLICATE);
    assertThat(receive(after, Bytes.copyOf((byte) 0).concat(wire))).isEqualTo(Taken.DUPLICATE);
    assertThat(type.handled).isEmpty();
  }

  @Test
  void a_message_that_is_parked_is_kept_once_it_is_handled() {
    Node node = node();
    Bytes wire = node.extension(ADA, "art", "x").wire();
    assertThat(receive(node, wire)).isEqualTo(Taken.PARKED);
    simulation.runUntilIdle();
    assertThat(window.kept).as("it is lost with the process, and may come again").isEmpty();
    node.delivery.addType(new TextType("extension/art"), 0, 1);
    simulation.runUntilIdle();
    assertThat(window.kept).hasSize(1);
  }

  @Test
  void what_is_refused_or_fails_is_not_kept() {
    Node node = node();
    node.delivery.addType(
        new TextType("agent") {
          @Override
          public void handle(SignedMessage message) {
            throw new IllegalStateException("no");
          }
        },
        0,
        1);
    receive(node, node.status(ADA, "hello").wire());
    simulation.runFor(Duration.ofMinutes(5));
    assertThat(window.kept).isEmpty();
  }
}
