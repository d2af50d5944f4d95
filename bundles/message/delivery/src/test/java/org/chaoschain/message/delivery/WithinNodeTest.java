// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.DeliveryReceipt;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.delivery.core.Origin;
import org.chaoschain.message.delivery.core.Outcome.Taken;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** Direct messages from one agent of a node to another. */
class WithinNodeTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Ed25519Key ADA = Node.agent(1);
  private static final Ed25519Key BOB = Node.agent(2);

  private final Simulation simulation = new Simulation();
  private final Node node = new Node(simulation, InboxSettings.DEFAULT);

  private LocalMessenger messenger() {
    node.hosted.put(ADA.agent(), ADA);
    node.mailboxes.put(BOB.agent(), new ArrayList<>());
    node.delivery.addType(new TextType("agent"), 0, 1);
    return new LocalMessenger(
        node.environment,
        new MessengerEnvironment(
            simulation.entropy(), Optional::empty, Optional::empty, Optional::empty),
        node.delivery,
        InboxSettings.DEFAULT,
        DirectSettings.DEFAULT);
  }

  @Test
  void what_was_signed_here_is_neither_read_nor_verified_again() {
    DeliveryReceipt receipt =
        simulation.await(
            messenger()
                .send(
                    ADA.agent(), BOB.agent(), new Content.Status("", "psst"), SendOptions.DEFAULT),
            SOON);
    assertThat(receipt.status()).isEqualTo(DeliveryReceipt.Status.ACCEPTED);
    assertThat(node.mailboxes.get(BOB.agent()))
        .singleElement()
        .satisfies(message -> assertThat(message.message().id()).isEqualTo(receipt.messageId()));
    assertThat(node.decoded).hasValue(0);
    assertThat(node.verified).hasValue(0);
  }

  /** As it is with what was on the disk when the node started. */
  @Test
  void bytes_are_verified_even_if_they_are_of_this_node() {
    messenger();
    SignedMessage said = node.status(ADA, BOB.agent(), "psst");
    Arrival arrival = node.delivery.inbox().receive(said.wire(), new Origin.Own());
    assertThat(simulation.await(arrival.handled(), SOON)).isEqualTo(Taken.ACCEPTED);
    assertThat(node.decoded).hasValue(1);
    assertThat(node.verified).hasValue(1);
  }
}
