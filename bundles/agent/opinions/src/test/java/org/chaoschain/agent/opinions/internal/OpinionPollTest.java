// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.opinions.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.agent.Opinion;
import org.chaoschain.api.agent.Opinion.Verdict;
import org.chaoschain.api.agent.Opinions.Answer;
import org.chaoschain.api.agent.Opinions.Status;
import org.chaoschain.api.agent.ProposedBlock;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

class OpinionPollTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Opinion YES = new Opinion(Verdict.APPROVE, "good");

  private final Simulation simulation = new Simulation();
  private final Map<AgentId, OpinionPoll.Hosted> hosted = new TreeMap<>();
  private final OpinionPoll poll =
      new OpinionPoll(
          simulation.clock(),
          simulation.scheduler(),
          simulation.metrics(),
          2,
          id -> Optional.ofNullable(hosted.get(id)));

  private interface Thinking {
    CompletionStage<Opinion> about(ProposedBlock block);
  }

  private static Bytes bytes(int number) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) number;
    return Bytes.wrap(bytes);
  }

  private static ProposedBlock block() {
    return new ProposedBlock(
        "test", 1, bytes(1), bytes(0), bytes(9), Instant.EPOCH, List.of(), List.of(), 0, "");
  }

  private AgentId agent(int number, Thinking thinking) {
    AgentId id = new AgentId(bytes(number));
    Agent agent =
        new Agent() {
          @Override
          public String name() {
            return "agent" + number;
          }

          @Override
          public void onMessage(SignedMessage message) {}

          @Override
          public CompletionStage<Opinion> opinion(ProposedBlock block, Duration within) {
            return thinking.about(block);
          }
        };
    hosted.put(id, new OpinionPoll.Hosted(agent, PluginAccount.NODE));
    return id;
  }

  private List<Answer> ask(Set<AgentId> agents) {
    return simulation.await(poll.ask(block(), agents, SECOND), Duration.ofSeconds(2));
  }

  @Test
  void oneThatIsSlowFailsOrIsAbsentHurtsOnlyItself() {
    AgentId good = agent(1, block -> CompletableFuture.completedStage(YES));
    AgentId silent = agent(2, block -> new CompletableFuture<>());
    AgentId throwing =
        agent(
            3,
            block -> {
              throw new IllegalStateException("a bug");
            });
    AgentId failing = agent(4, block -> CompletableFuture.failedStage(new Exception("no")));
    AgentId nothing = agent(5, block -> null);
    AgentId empty = agent(6, block -> CompletableFuture.completedStage(null));
    AgentId error =
        agent(
            7,
            block -> {
              throw new NoClassDefFoundError("gone");
            });
    AgentId absent = new AgentId(bytes(8));
    List<Answer> answers =
        ask(Set.of(good, silent, throwing, failing, nothing, empty, error, absent));
    assertThat(answers.stream().map(Answer::status))
        .containsExactly(
            Status.ANSWERED,
            Status.LATE,
            Status.FAILED,
            Status.FAILED,
            Status.FAILED,
            Status.FAILED,
            Status.FAILED,
            Status.ABSENT);
    assertThat(answers.get(0).opinion()).isEqualTo(YES);
    assertThat(answers.get(1).took()).isEqualTo(SECOND);
    assertThat(answers.subList(1, 8))
        .allMatch(answer -> answer.opinion().verdict() == Verdict.ABSTAIN);
    assertThat(simulation.now()).isEqualTo(SECOND);
    assertThat(simulation.metrics().count("agent.opinions.failures")).isEqualTo(5);
  }

  @Test
  void whenAllHaveAnsweredNobodyWaits() {
    AgentId one = agent(1, block -> CompletableFuture.completedStage(YES));
    CompletableFuture<Opinion> later = new CompletableFuture<>();
    AgentId other = agent(2, block -> later);
    simulation.scheduler().schedule(Duration.ofMillis(300), () -> later.complete(YES));
    List<Answer> answers = ask(Set.of(one, other));
    assertThat(answers).allMatch(answer -> answer.status() == Status.ANSWERED);
    assertThat(answers.get(1).took()).isEqualTo(Duration.ofMillis(300));
    assertThat(simulation.now()).isEqualTo(Duration.ofMillis(300));
  }

  @Test
  void anAnswerThatIsLateChangesNothing() {
    CompletableFuture<Opinion> late = new CompletableFuture<>();
    AgentId slow = agent(1, block -> late);
    List<Answer> answers = ask(Set.of(slow));
    late.complete(YES);
    simulation.runUntilIdle();
    assertThat(answers.get(0).status()).isEqualTo(Status.LATE);
  }

  @Test
  void oneThatNeverAnswersIsAskedSoOftenAndNoMore() {
    CompletableFuture<Opinion> never = new CompletableFuture<>();
    AgentId silent = agent(1, block -> never);
    AgentId good = agent(2, block -> CompletableFuture.completedStage(YES));
    ask(Set.of(silent));
    ask(Set.of(silent));
    List<Answer> answers = ask(Set.of(silent, good));
    assertThat(answers.stream().map(Answer::status)).containsExactly(Status.BUSY, Status.ANSWERED);
    assertThat(simulation.metrics().refusals("agent.opinions.max.open")).isEqualTo(1);
    never.complete(YES);
    assertThat(ask(Set.of(silent)).get(0).status()).isEqualTo(Status.ANSWERED);
  }

  @Test
  void askingNobodyIsAnsweredAtOnceAndNoTimeIsRefused() {
    assertThat(ask(Set.of())).isEmpty();
    assertThatThrownBy(() -> poll.ask(block(), Set.of(), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ofOneNameTheHighestRankedAndYoungestIsAsked() {
    AskableAgents agents = new AskableAgents();
    agent(1, block -> null);
    agent(2, block -> null);
    OpinionPoll.Hosted old = hosted.get(new AgentId(bytes(1)));
    OpinionPoll.Hosted young = hosted.get(new AgentId(bytes(2)));
    agents.add("olga", new AskableAgents.Rank(0, 1), old);
    agents.add("olga", new AskableAgents.Rank(0, 2), young);
    assertThat(agents.byName("olga")).contains(young);
    agents.remove(2);
    assertThat(agents.byName("olga")).contains(old);
    agents.add("olga", new AskableAgents.Rank(-1, 3), young);
    assertThat(agents.byName("olga")).contains(old);
    agents.remove(1);
    agents.remove(3);
    assertThat(agents.byName("olga")).isEmpty();
  }
}
