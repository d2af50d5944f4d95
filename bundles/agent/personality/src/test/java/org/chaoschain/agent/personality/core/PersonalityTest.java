// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.personality.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.agent.Opinion;
import org.chaoschain.api.agent.Opinion.Verdict;
import org.chaoschain.api.agent.ProposedBlock;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Content.Alliance.Action;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.Payload;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersonalityTest {
  private static final List<ProposedBlock> BLOCKS = Blocks.fixed(1_000);
  private static final AgentId ALICE = agent(1);
  private static final AgentId BOB = agent(2);

  private static AgentId agent(int number) {
    byte[] key = new byte[32];
    key[0] = (byte) number;
    return new AgentId(Bytes.wrap(key));
  }

  private static Message message(Content content, Optional<String> inReplyTo) {
    return new Message(
        1,
        "m-1",
        Instant.EPOCH,
        ALICE,
        "test",
        new Payload.AgentCommunication(ALICE, Optional.of(BOB), content),
        Optional.empty(),
        inReplyTo,
        false,
        Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 42, Long.MIN_VALUE})
  void anyTwoDifferOnATenthOfTheBlocks(long seed) {
    Map<Personality, List<Verdict>> verdicts = new EnumMap<>(Personality.class);
    for (Personality each : Personality.values()) {
      Temper temper = new Temper(each, seed);
      verdicts.put(each, BLOCKS.stream().map(temper::opinion).map(Opinion::verdict).toList());
    }
    for (Personality one : Personality.values()) {
      for (Personality other : Personality.values()) {
        if (one != other) {
          long different =
              IntStream.range(0, BLOCKS.size())
                  .filter(i -> verdicts.get(one).get(i) != verdicts.get(other).get(i))
                  .count();
          assertThat(different)
              .as("%s and %s with the seed %d", one, other, seed)
              .isGreaterThanOrEqualTo(BLOCKS.size() / 10);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSameSeedGivesTheSameOpinionsAndEachReasonNamesItsBlock(Personality personality) {
    Temper one = new Temper(personality, 7);
    Temper again = new Temper(personality, 7);
    for (ProposedBlock block : BLOCKS) {
      Opinion opinion = one.opinion(block);
      assertThat(again.opinion(block)).isEqualTo(opinion);
      assertThat(opinion.reason())
          .startsWith(
              "block %d (%s): ".formatted(block.height(), block.hash().hex().substring(0, 8)));
    }
    assertThat(BLOCKS.stream().map(one::opinion).map(Opinion::verdict).distinct())
        .as("has more than one opinion")
        .hasSizeGreaterThan(1);
  }

  @Test
  void anotherSeedIsAnotherAgent() {
    Temper one = new Temper(Personality.CHAOTIC, 1);
    Temper other = new Temper(Personality.CHAOTIC, 2);
    assertThat(BLOCKS.stream().filter(b -> !one.opinion(b).equals(other.opinion(b))).count())
        .isGreaterThan(100);
  }

  @Test
  void orderMeansThatNothingIsInABlockTwice() {
    ProposedBlock some = BLOCKS.get(0);
    ProposedBlock.Transaction same = new ProposedBlock.Transaction(some.hash(), 1, "");
    ProposedBlock twice =
        new ProposedBlock(
            "test",
            1,
            some.hash(),
            some.parent(),
            some.producer(),
            Instant.EPOCH,
            List.of(same, same),
            List.of(),
            0,
            "");
    assertThat(new Temper(Personality.LAWFUL, 0).opinion(twice).verdict())
        .isEqualTo(Verdict.REJECT);
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerIsNotAnswered(Personality personality) {
    Temper temper = new Temper(personality, 3);
    Content words = new Content.Discussion("weather", "it \"rains\"\n\0", "");
    Content answer = temper.answer(message(words, Optional.empty())).orElseThrow();
    assertThat(((Content.Discussion) answer).text()).endsWith("You said: \"it 'rains'  \"");
    assertThat(((Content.Discussion) answer).replyTo()).isEqualTo("m-1");
    assertThat(temper.answer(message(answer, Optional.empty()))).isEmpty();
    assertThat(temper.answer(message(words, Optional.of("m-0")))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsQuotedIsShort(Personality personality) {
    Content flood = new Content.Discussion("t", "\ud83d\ude00".repeat(8_000), "");
    Content.Discussion answer =
        (Content.Discussion)
            new Temper(personality, 3).answer(message(flood, Optional.empty())).orElseThrow();
    assertThat(answer.text()).hasSizeLessThan(200);
  }

  @Test
  void anOfferIsTakenOrDeclined() {
    Content offer = new Content.Alliance("a", Action.PROPOSE, "all for one");
    assertThat(new Temper(Personality.LAWFUL, 0).answer(message(offer, Optional.empty())))
        .contains(new Content.Alliance("a", Action.ACCEPT, ""));
    assertThat(new Temper(Personality.NEUTRAL, 0).answer(message(offer, Optional.empty())))
        .contains(new Content.Alliance("a", Action.REJECT, ""));
    for (Action action : List.of(Action.ACCEPT, Action.REJECT, Action.DISSOLVE)) {
      Content step = new Content.Alliance("a", action, "");
      assertThat(new Temper(Personality.LAWFUL, 0).answer(message(step, Optional.empty())))
          .isEmpty();
    }
  }

  @Test
  void aPartnerIsAnsweredSoOftenAndNoMore() {
    RecordedMetrics metrics = new RecordedMetrics();
    ReplyBudget budget =
        new ReplyBudget(
            metrics.limit("agent.personality.max.replies", 2, "answers"),
            metrics.limit("agent.personality.max.replies.all", 60, "answers"));
    long minute = ReplyBudget.WINDOW.toNanos();
    assertThat(budget.take(ALICE, 0)).isTrue();
    assertThat(budget.take(ALICE, 1)).isTrue();
    assertThat(budget.take(ALICE, 2)).isFalse();
    assertThat(budget.take(BOB, 2)).isTrue();
    assertThat(budget.take(ALICE, minute)).isTrue();
    assertThat(budget.take(ALICE, minute)).isFalse();
    assertThat(metrics.refusals("agent.personality.max.replies")).isEqualTo(2);
  }

  /** Identities cost nothing: each message is of another agent. */
  @Test
  void manyPartnersTogetherAreAnsweredSoOftenAndNoMore() {
    RecordedMetrics metrics = new RecordedMetrics();
    ReplyBudget budget =
        new ReplyBudget(
            metrics.limit("agent.personality.max.replies", 2, "answers"),
            metrics.limit("agent.personality.max.replies.all", 5, "answers"));
    long answered = IntStream.range(0, 100).filter(i -> budget.take(agent(i), i)).count();
    assertThat(answered).isEqualTo(5);
    assertThat(metrics.refusals("agent.personality.max.replies.all")).isEqualTo(95);
    assertThat(budget.take(ALICE, ReplyBudget.WINDOW.toNanos() + 4)).as("a minute later").isTrue();
  }

  @Test
  void theCastIsRead() {
    assertThat(Cast.parse(" olga=lawful:7, bob=chaotic ,, eve=greedy:-1"))
        .containsExactly(
            Map.entry("olga", new Temper(Personality.LAWFUL, 7)),
            Map.entry("bob", new Temper(Personality.CHAOTIC, 0)),
            Map.entry("eve", new Temper(Personality.GREEDY, -1)));
    assertThat(Cast.parse("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"olga", "=lawful", "olga=", "Olga=lawful", "a=lawful:x", "a=lawful:1:2"})
  void whatIsNoCastIsNamed(String text) {
    assertThatThrownBy(() -> Cast.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("agent.personality.agents")
        .hasMessageContaining(text);
  }

  @Test
  void aPersonalityThatIsNotThereAndANameThatIsThereTwiceAreRefused() {
    assertThatThrownBy(() -> Cast.parse("a=wise")).hasMessageContaining("strategic");
    assertThatThrownBy(() -> Cast.parse("a=lawful,a=greedy")).hasMessageContaining("twice");
  }
}
