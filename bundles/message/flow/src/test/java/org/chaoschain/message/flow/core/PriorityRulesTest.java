// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chaoschain.api.message.Priority.HIGH;
import static org.chaoschain.api.message.Priority.LOW;
import static org.chaoschain.api.message.Priority.MEDIUM;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.CommunicationType;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.Priority;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PriorityRulesTest {
  private static final AgentId VALIDATOR = agent(1);
  private static final AgentId PRODUCER = agent(2);
  private static final AgentId ADA = agent(3);
  private static final AgentId BOB = agent(4);
  private static final Extension HAIKU = new Extension("haiku", 1, Bytes.EMPTY, "a frog");

  private final PriorityRules<AgentId> rules =
      new PriorityRules<>(
          new SenderStanding() {
            @Override
            public boolean mayVote(AgentId sender) {
              return sender.equals(VALIDATOR);
            }

            @Override
            public boolean mayPropose(AgentId sender) {
              return sender.equals(PRODUCER);
            }
          },
          new TokenBuckets<>(Allowance.parse("6/m burst 3, 64KiB/m burst 64KiB"), 100));

  private static AgentId agent(int number) {
    byte[] key = new byte[AgentId.SIZE];
    key[0] = (byte) number;
    return new AgentId(Bytes.wrap(key));
  }

  private Priority classOf(AgentId sender, Payload payload, boolean critical, Priority ofType) {
    return classOf(sender, payload, critical, ofType, 0);
  }

  private Priority classOf(
      AgentId sender, Payload payload, boolean critical, Priority ofType, long nanos) {
    Message message =
        new Message(
            1,
            "id",
            Instant.EPOCH,
            sender,
            "chain",
            payload,
            Optional.empty(),
            Optional.empty(),
            critical,
            Optional.empty());
    return rules.classify(message, 100, Optional.ofNullable(ofType), sender, nanos);
  }

  private static Payload says(AgentId agent, Content content) {
    return new Payload.AgentCommunication(agent, Optional.empty(), content);
  }

  private static Payload opaque(int number) {
    return new Payload.Opaque(number, Bytes.EMPTY);
  }

  private static Content discussion() {
    return new Content.Discussion("topic", "text", "");
  }

  @Test
  void votes_are_high_if_they_come_from_a_validator() {
    assertThat(classOf(VALIDATOR, opaque(5), false, null)).isEqualTo(HIGH);
    assertThat(classOf(PRODUCER, opaque(5), false, null)).isEqualTo(LOW);
    assertThat(classOf(ADA, opaque(5), true, HIGH)).isEqualTo(LOW);
  }

  @Test
  void proposals_are_high_if_they_come_from_one_who_may_propose() {
    assertThat(classOf(PRODUCER, opaque(4), false, null)).isEqualTo(HIGH);
    assertThat(classOf(VALIDATOR, opaque(4), false, null)).isEqualTo(LOW);
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 11, 12, 13, 14, 19})
  void state_notifications_statistics_history_and_what_is_not_known_are_low(int number) {
    assertThat(classOf(VALIDATOR, opaque(number), true, HIGH)).isEqualTo(LOW);
  }

  @Test
  void memes_alliances_discussions_and_status_are_medium() {
    Bytes hash = Bytes.wrap(new byte[32]);
    assertThat(classOf(ADA, new Payload.Meme(ADA, "f", "", hash, Bytes.EMPTY, ""), true, HIGH))
        .isEqualTo(MEDIUM);
    assertThat(classOf(ADA, says(ADA, discussion()), false, HIGH)).isEqualTo(MEDIUM);
    assertThat(classOf(ADA, says(ADA, new Content.Status("m", "")), false, null)).isEqualTo(MEDIUM);
    assertThat(classOf(ADA, says(ADA, new Content.MemeShare(hash, "")), false, null))
        .isEqualTo(MEDIUM);
    assertThat(
            classOf(
                ADA,
                says(ADA, new Content.Alliance("a", Content.Alliance.Action.PROPOSE, "")),
                false,
                null))
        .isEqualTo(MEDIUM);
  }

  @Test
  void announcements_and_contents_of_later_versions_are_low() {
    assertThat(classOf(ADA, says(ADA, new Content.Announcement("n", "", List.of())), false, null))
        .isEqualTo(LOW);
    assertThat(
            classOf(
                ADA,
                says(ADA, new Content.Unknown(CommunicationType.STATUS, 12, Bytes.EMPTY)),
                false,
                null))
        .isEqualTo(LOW);
  }

  @Test
  void critical_is_high_for_as_long_as_the_budget_of_the_agent_lasts() {
    Payload said = says(ADA, discussion());
    for (int i = 0; i < 3; i++) {
      assertThat(classOf(ADA, said, true, null)).isEqualTo(HIGH);
    }
    assertThat(classOf(ADA, said, true, null)).isEqualTo(MEDIUM);
    assertThat(classOf(BOB, says(BOB, discussion()), true, null)).isEqualTo(HIGH);
    assertThat(classOf(ADA, said, true, null, Duration.ofSeconds(10).toNanos())).isEqualTo(HIGH);
    assertThat(classOf(ADA, said, true, null, Duration.ofSeconds(10).toNanos())).isEqualTo(MEDIUM);
  }

  @Test
  void an_extension_is_what_its_type_says_and_low_if_that_is_not_there() {
    assertThat(classOf(ADA, new Payload.Extended(HAIKU), false, null)).isEqualTo(LOW);
    assertThat(classOf(ADA, new Payload.Extended(HAIKU), false, MEDIUM)).isEqualTo(MEDIUM);
    assertThat(classOf(ADA, says(ADA, new Content.Extended(HAIKU)), false, null)).isEqualTo(LOW);
    assertThat(classOf(ADA, says(ADA, new Content.Extended(HAIKU)), false, MEDIUM))
        .isEqualTo(MEDIUM);
  }

  @Test
  void a_plugin_that_calls_everything_high_spends_the_budgets_of_its_senders() {
    for (int i = 0; i < 3; i++) {
      assertThat(classOf(ADA, new Payload.Extended(HAIKU), false, HIGH)).isEqualTo(HIGH);
    }
    assertThat(classOf(ADA, new Payload.Extended(HAIKU), false, HIGH)).isEqualTo(MEDIUM);
    assertThat(classOf(ADA, says(ADA, new Content.Extended(HAIKU)), false, HIGH)).isEqualTo(MEDIUM);
  }
}
