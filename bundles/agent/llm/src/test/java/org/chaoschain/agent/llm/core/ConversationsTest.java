// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;

class ConversationsTest {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final RecordedMetrics metrics = new RecordedMetrics();
  private final Conversations conversations =
      new Conversations(
          metrics.limit("replies", 3, "replies"),
          metrics.limit("partners", 2, "partners"),
          Duration.ofMinutes(10));

  private static AgentId agent(int number) {
    byte[] key = new byte[32];
    key[0] = (byte) number;
    return new AgentId(Bytes.wrap(key));
  }

  @Test
  void aPartnerIsAnsweredSoOftenAndNoMoreUntilThereWasQuiet() {
    for (int i = 0; i < 3; i++) {
      assertThat(conversations.take(agent(1), i * MINUTE)).isTrue();
    }
    assertThat(conversations.take(agent(1), 3 * MINUTE)).isFalse();
    assertThat(conversations.take(agent(1), 11 * MINUTE)).isFalse();
    assertThat(conversations.take(agent(2), 11 * MINUTE)).as("another").isTrue();
    assertThat(conversations.take(agent(1), 12 * MINUTE)).as("after ten minutes").isTrue();
    assertThat(metrics.refusals("replies")).isEqualTo(2);
  }

  @Test
  void slowAnswersDoNotKeepAConversationGoing() {
    int replies = 0;
    for (int minute = 0; minute < 24; minute += 6) { // each within ten minutes of the one before
      replies += conversations.take(agent(1), minute * MINUTE) ? 1 : 0;
    }
    assertThat(replies).isEqualTo(3);
  }

  /** Each answers each answer of the other. */
  @Test
  void twoThatAnswerEverythingComeToAnEnd() {
    Conversations other =
        new Conversations(
            metrics.limit("r", 5, "replies"),
            metrics.limit("p", 9, "partners"),
            Duration.ofMinutes(10));
    int said = 1; // somebody begins
    long now = 0;
    while (said < 1_000 && conversations.take(agent(2), now += MINUTE)) {
      said++;
      if (!other.take(agent(1), now += MINUTE)) {
        break;
      }
      said++;
    }
    assertThat(said).isEqualTo(7);
  }

  @Test
  void thePartnerThatWasAnsweredLongestAgoIsForgotten() {
    for (int i = 0; i < 3; i++) {
      conversations.take(agent(1), 0);
    }
    conversations.take(agent(2), 0);
    assertThat(conversations.take(agent(1), 0)).isFalse();
    conversations.take(agent(3), 0);
    assertThat(metrics.refusals("partners")).isEqualTo(1);
    assertThat(conversations.take(agent(1), 0)).as("is new").isTrue();
  }
}
