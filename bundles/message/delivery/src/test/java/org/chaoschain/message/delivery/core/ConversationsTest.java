// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.delivery.core.Conversations.News;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;

/** Who has spoken with whom, and who is to hear of a loss. */
class ConversationsTest {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final AgentId ADA = agent(1);
  private static final AgentId BOB = agent(2);
  private static final AgentId CYD = agent(3);

  private final RecordedMetrics metrics = new RecordedMetrics();
  private final Conversations conversations =
      new Conversations(new Conversations.Settings(Duration.ofMinutes(10), 2), metrics);

  private static AgentId agent(int number) {
    byte[] key = new byte[AgentId.SIZE];
    key[0] = (byte) number;
    return new AgentId(Bytes.wrap(key));
  }

  private long refusals() {
    return metrics.refusals("message.delivery.conversation.max.partners");
  }

  @Test
  void a_loss_is_news_to_each_agent_with_partners_at_that_peer_and_only_once() {
    conversations.said(ADA, BOB, "p", 0);
    conversations.heard(ADA, CYD, "p", 0);
    conversations.said(BOB, CYD, "q", 0);
    assertThat(conversations.lost("p", MINUTE)).containsExactly(new News(ADA, Set.of(BOB, CYD)));
    assertThat(conversations.lost("p", MINUTE)).isEmpty();
    assertThat(conversations.back("q")).isEmpty();
    assertThat(conversations.back("p")).containsExactly(new News(ADA, Set.of(BOB, CYD)));
    assertThat(conversations.back("p")).isEmpty();
    assertThat(conversations.lost("p", MINUTE)).hasSize(1);
  }

  @Test
  void a_partner_that_is_heard_or_has_moved_is_not_lost_any_more_and_one_that_is_written_to_is() {
    conversations.said(ADA, BOB, "p", 0);
    conversations.said(ADA, CYD, "p", 0);
    conversations.lost("p", MINUTE);
    conversations.said(ADA, BOB, "p", MINUTE);
    conversations.heard(ADA, CYD, "q", MINUTE);
    assertThat(conversations.back("p")).containsExactly(new News(ADA, Set.of(BOB)));
    assertThat(conversations.lost("q", MINUTE)).containsExactly(new News(ADA, Set.of(CYD)));
  }

  @Test
  void the_partner_not_spoken_with_for_longest_is_forgotten_first_and_counted() {
    conversations.said(ADA, BOB, "p", 0);
    conversations.said(ADA, CYD, "p", 1);
    conversations.said(ADA, BOB, "p", 2);
    conversations.said(ADA, agent(4), "p", 3);
    assertThat(refusals()).isEqualTo(1);
    assertThat(conversations.lost("p", MINUTE))
        .isEqualTo(List.of(new News(ADA, Set.of(BOB, agent(4)))));
  }

  @Test
  void a_conversation_beyond_the_window_is_no_news_and_no_loss_to_forget() {
    conversations.said(ADA, BOB, "p", 0);
    conversations.said(ADA, CYD, "p", 0);
    conversations.said(ADA, agent(4), "p", 11 * MINUTE);
    assertThat(refusals()).isZero();
    assertThat(conversations.lost("p", 22 * MINUTE)).isEmpty();
  }

  @Test
  void agents_that_are_not_hosted_any_more_are_forgotten() {
    conversations.said(ADA, BOB, "p", 0);
    conversations.said(CYD, BOB, "p", 0);
    conversations.retain(Set.of(CYD));
    assertThat(conversations.lost("p", MINUTE)).containsExactly(new News(CYD, Set.of(BOB)));
  }
}
