// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.delivery.core.Origin;
import org.chaoschain.message.delivery.core.WaitingMessage;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** What a node finds that was killed at any moment: never a message that is known and lost. */
class KeptTogetherTest {
  private static final Ed25519Key ADA = Node.agent(1);
  private static final Ed25519Key BOB = Node.agent(2);
  private static final Bytes DELIVERED = Bytes.EMPTY;

  private final Simulation simulation = new Simulation();
  private final Node node = new Node(simulation, InboxSettings.DEFAULT);
  private final TornDisk disk = new TornDisk();
  private final Keeper keeper =
      new Keeper(node.environment, InboxSettings.DEFAULT, DurableSettings.DEFAULT, disk);

  private WaitingMessage keep(String text) {
    SignedMessage message = node.status(ADA, BOB.agent(), text);
    WaitingMessage waiting =
        new WaitingMessage(
            message,
            new Origin.Direct("peer"),
            simulation.clock().nanoTime(),
            message.message().expiresAt().orElseThrow());
    AtomicBoolean taken = new AtomicBoolean();
    keeper.keep(
        waiting,
        () -> taken.set(true),
        outcome -> {
          throw new AssertionError(outcome);
        });
    assertThat(taken).isTrue();
    return waiting;
  }

  private List<Bytes> fates(Map<String, Map<Bytes, Bytes>> moment) {
    return List.copyOf(moment.get("inbox-known").values());
  }

  @Test
  void who_is_told_duplicate_after_a_crash_has_a_message_that_waits_for_its_handler() {
    keep("one");
    keep("two");
    assertThat(disk.moments)
        .isNotEmpty()
        .allSatisfy(
            moment -> assertThat(moment.get("inbox")).as("waiting").hasSameSizeAs(fates(moment)));
    assertThat(fates(disk.moments.get(disk.moments.size() - 1))).containsOnly(DELIVERED).hasSize(2);
  }

  @Test
  void who_is_told_failed_after_a_crash_has_no_message_that_is_handled_all_the_same() {
    WaitingMessage waiting = keep("bomb");
    AtomicBoolean told = new AtomicBoolean();
    keeper.failed(waiting, () -> told.set(true));
    assertThat(told).isTrue();
    assertThat(disk.moments)
        .allSatisfy(
            moment ->
                assertThat(moment.get("inbox"))
                    .as("waiting, with the fates %s", fates(moment))
                    .hasSize(fates(moment).contains(DELIVERED) ? 1 : 0));
    assertThat(fates(disk.moments.get(disk.moments.size() - 1)))
        .singleElement()
        .isNotEqualTo(DELIVERED);
  }
}
