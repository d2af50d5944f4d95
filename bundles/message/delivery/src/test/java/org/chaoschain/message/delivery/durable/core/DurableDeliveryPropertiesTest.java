// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.durable.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Whatever frames are lost, connections cut and nodes crashed: each message that was on its
 * sender's disk is delivered or reported as failed, never both and never neither.
 */
class DurableDeliveryPropertiesTest {
  private static final int SCHEDULES = 2_000;
  private static final int MESSAGES = 20;
  private static final String NOTHING =
      "0 messages, 0 lanes, 0 to remove, 0 timers in the outbox; on the sender's disk []; in the inbox []";

  @Test
  void each_message_is_delivered_or_reported_as_failed_never_both_and_never_neither() {
    int uncertain = 0;
    int failed = 0;
    int delivered = 0;
    for (long seed = 1; seed <= SCHEDULES; seed++) {
      TwoNodes nodes = new TwoNodes(seed);
      nodes.run(MESSAGES);
      String at = "seed " + seed + ", message ";
      assertThat(nodes.left()).as("seed " + seed).isEqualTo(NOTHING);
      for (long number : nodes.kept.keySet()) {
        Set<String> told = nodes.told.getOrDefault(number, Set.of());
        int handled = nodes.handled.getOrDefault(number, 0);
        assertThat(told).as(at + number + ": one ending is told").hasSize(1);
        if (told.contains("Failed")) {
          failed++;
          if (!nodes.handlerFailed.contains(number)) {
            assertThat(handled).as(at + number + ": failed, so it was not handled").isZero();
          }
        } else {
          delivered++;
          assertThat(told).as(at + number + ": not unknown").containsExactly("Delivered");
          assertThat(handled).as(at + number + ": delivered, so it was handled").isPositive();
          if (nodes.receiverCrashes == 0) {
            assertThat(handled).as(at + number + ": and once without a crash").isEqualTo(1);
          }
        }
      }
      uncertain += nodes.shownUncertain.size();
    }
    // the schedules are as bad as they are meant to be
    assertThat(uncertain).isGreaterThan(SCHEDULES / 2);
    assertThat(failed).isGreaterThan(SCHEDULES);
    assertThat(delivered).isGreaterThan(10 * SCHEDULES);
  }
}
