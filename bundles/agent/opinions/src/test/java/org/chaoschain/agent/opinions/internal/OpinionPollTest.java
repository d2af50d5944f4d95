// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.opinions.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
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
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
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
          3,
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

  /** Has timers and workers while it is told so. */
  private final class Scarce implements Scheduler {
    boolean timers = true;
    boolean threads = true;

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
      require(timers, "timers");
      return simulation.scheduler().schedule(delay, task);
    }

    @Override
    public Cancellable scheduleWithFixedDelay(Duration first, Duration delay, Runnable task) {
      require(timers, "timers");
      return simulation.scheduler().scheduleWithFixedDelay(first, delay, task);
    }

    @Override
    public SerialExecutor serial(String name) {
      return simulation.scheduler().serial(name);
    }

    @Override
    public Executor workers() {
      return task -> {
        require(threads, "workers");
        simulation.scheduler().workers().execute(task);
      };
    }

    private void require(boolean there, String what) {
      if (!there) {
        throw new RejectedExecutionException("ops.system.max." + what);
      }
    }
  }

  private OpinionPoll poll(Scheduler scheduler) {
    return new OpinionPoll(
        simulation.clock(),
        scheduler,
        simulation.metrics(),
        2,
        3,
        id -> Optional.ofNullable(hosted.get(id)));
  }

  private List<Answer> now(CompletionStage<List<Answer>> stage) {
    return stage.toCompletableFuture().getNow(List.of());
  }

  @Test
  void withoutATimerEverybodyIsBusyAndTheReasonSaysWhy() {
    AgentId good = agent(1, block -> CompletableFuture.completedStage(YES));
    Scarce scarce = new Scarce();
    scarce.timers = false;
    OpinionPoll poor = poll(scarce);
    for (int i = 0; i < 10; i++) {
      List<Answer> answers = now(poor.ask(block(), Set.of(good), SECOND));
      assertThat(answers).hasSize(1);
      assertThat(answers.get(0).status()).isEqualTo(Status.BUSY);
      assertThat(answers.get(0).opinion().reason()).contains("ops.system.max.timers");
    }
    scarce.timers = true;
    List<Answer> answers =
        simulation.await(poor.ask(block(), Set.of(good), SECOND), Duration.ofSeconds(2));
    assertThat(answers.get(0).status()).isEqualTo(Status.ANSWERED);
  }

  @Test
  void questionsOfTheNodeAreBoundedAndTheRefusalNamesTheKey() {
    AgentId silent = agent(1, block -> new CompletableFuture<>());
    AgentId other = agent(2, block -> CompletableFuture.completedStage(YES));
    List<CompletionStage<List<Answer>>> open = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      open.add(poll.ask(block(), Set.of(silent), SECOND));
    }
    Answer refused = now(poll.ask(block(), Set.of(other), SECOND)).get(0);
    assertThat(refused.status()).isEqualTo(Status.BUSY);
    assertThat(refused.opinion().reason()).contains("agent.opinions.max.rounds").contains("3");
    assertThat(simulation.metrics().refusals("agent.opinions.max.rounds")).isEqualTo(1);
    open.forEach(each -> simulation.await(each, Duration.ofSeconds(2)));
    assertThat(ask(Set.of(other)).get(0).status()).isEqualTo(Status.ANSWERED);
  }

  @Test
  void answersAreToldAsSoonAsThereIsAWorkerAlsoWithoutATimer() {
    CompletableFuture<Opinion> later = new CompletableFuture<>();
    AgentId slow = agent(1, block -> later);
    Scarce scarce = new Scarce();
    CompletionStage<List<Answer>> answers = poll(scarce).ask(block(), Set.of(slow), SECOND);
    simulation.runFor(Duration.ofMillis(100));
    scarce.timers = false;
    scarce.threads = false;
    later.complete(YES);
    simulation.runFor(SECOND.multipliedBy(2));
    assertThat(now(answers)).isEmpty();
    scarce.threads = true;
    simulation.runFor(Duration.ofMillis(100));
    assertThat(now(answers).get(0).status()).isEqualTo(Status.ANSWERED);
  }

  /** The account of a plugin that notes what is held against it. */
  private static PluginAccount noting(List<String> failures) {
    return (PluginAccount)
        Proxy.newProxyInstance(
            PluginAccount.class.getClassLoader(),
            new Class<?>[] {PluginAccount.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("failed")) {
                failures.add(arguments[0] + ": " + arguments[1]);
                return null;
              }
              return method.invoke(PluginAccount.NODE, arguments);
            });
  }

  private AgentId ofPlugin(int number, List<String> failures, Thinking thinking) {
    AgentId id = agent(number, thinking);
    hosted.put(id, new OpinionPoll.Hosted(hosted.get(id).agent(), noting(failures)));
    return id;
  }

  @Test
  void whatFailsOrIsLateAfterTheCallHasReturnedIsHeldAgainstThePluginOnce() {
    List<String> failures = new ArrayList<>();
    CompletableFuture<Opinion> failing = new CompletableFuture<>();
    CompletableFuture<Opinion> never = new CompletableFuture<>();
    AgentId fails = ofPlugin(1, failures, block -> failing);
    AgentId late = ofPlugin(2, failures, block -> never);
    AgentId nothing = ofPlugin(3, failures, block -> CompletableFuture.completedStage(null));
    AgentId good = ofPlugin(4, failures, block -> CompletableFuture.completedStage(YES));
    simulation
        .scheduler()
        .schedule(
            Duration.ofMillis(300),
            () -> failing.completeExceptionally(new IllegalStateException("a bug")));
    ask(Set.of(fails, late, nothing, good));
    assertThat(failures).hasSize(3);
    assertThat(failures)
        .anyMatch(each -> each.contains(fails.shortText()) && each.contains("a bug"))
        .anyMatch(each -> each.contains(late.shortText()) && each.contains("within 1000 ms"))
        .anyMatch(each -> each.contains(nothing.shortText()));
    never.completeExceptionally(new IllegalStateException("later"));
    simulation.runUntilIdle();
    assertThat(failures).describedAs("late, and then failed").hasSize(3);
  }

  @Test
  void whoWasNotEvenCalledInTimeIsNotBlamedForIt() {
    List<String> failures = new ArrayList<>();
    AgentId good = ofPlugin(1, failures, block -> CompletableFuture.completedStage(YES));
    Scarce scarce = new Scarce();
    List<Runnable> waiting = new ArrayList<>();
    boolean[] busy = {true};
    Scheduler loaded =
        (Scheduler)
            Proxy.newProxyInstance(
                Scheduler.class.getClassLoader(),
                new Class<?>[] {Scheduler.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("workers") && busy[0]) {
                    busy[0] = false;
                    return (Executor) waiting::add;
                  }
                  return method.invoke(scarce, arguments);
                });
    List<Answer> answers =
        simulation.await(poll(loaded).ask(block(), Set.of(good), SECOND), Duration.ofSeconds(2));
    assertThat(answers.get(0).status()).isEqualTo(Status.LATE);
    assertThat(waiting).hasSize(1);
    assertThat(failures).isEmpty();
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
