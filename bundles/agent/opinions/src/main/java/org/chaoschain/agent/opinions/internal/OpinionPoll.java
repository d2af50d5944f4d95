// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.opinions.internal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.agent.Opinion;
import org.chaoschain.api.agent.Opinions;
import org.chaoschain.api.agent.ProposedBlock;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks agents on worker threads, each on one of its own. Questions that an agent has not answered
 * stay open, also when nobody waits any more, and count against its limit: so one that never
 * answers costs so many threads and no more. Safe for use by many threads.
 */
public final class OpinionPoll implements Opinions {
  private static final Logger LOG = LoggerFactory.getLogger(OpinionPoll.class);

  /** How long until it is tried again to find a worker. */
  private static final Duration RETRY = Duration.ofMillis(20);

  private final Clock clock;
  private final Scheduler scheduler;
  private final Limit maxOpen;
  private final Limit maxRounds;
  private final AtomicInteger rounds = new AtomicInteger();
  private final Counter failures;
  private final Function<AgentId, Optional<Hosted>> agents;
  private final Map<AgentId, AtomicInteger> open = new ConcurrentHashMap<>();

  /**
   * An agent that can be asked.
   *
   * @param agent who
   * @param account whose it is
   */
  public record Hosted(Agent agent, PluginAccount account) {}

  /**
   * Asks nobody yet.
   *
   * @param maxOpen the most questions that are open at one agent
   * @param maxRounds the most questions of this node, each to several agents, at a time
   * @param agents the agents of this node
   */
  public OpinionPoll(
      Clock clock,
      Scheduler scheduler,
      Metrics metrics,
      int maxOpen,
      int maxRounds,
      Function<AgentId, Optional<Hosted>> agents) {
    this.clock = clock;
    this.scheduler = scheduler;
    this.maxOpen = metrics.limit("agent.opinions.max.open", maxOpen, "questions");
    this.maxRounds = metrics.limit("agent.opinions.max.rounds", maxRounds, "questions");
    this.failures = metrics.counter("agent.opinions.failures");
    this.agents = agents;
  }

  @Override
  public CompletionStage<List<Answer>> ask(
      ProposedBlock block, Set<AgentId> asked, Duration within) {
    if (within.isNegative() || within.isZero()) {
      throw new IllegalArgumentException(
          "the time for an opinion is more than zero, not " + within);
    }
    if (asked.isEmpty()) {
      return CompletableFuture.completedStage(List.of());
    }
    if (!maxRounds.allows(rounds.incrementAndGet())) {
      long wanted = rounds.getAndDecrement();
      return refused(asked, maxRounds.refuse("questions to agents", wanted).getMessage());
    }
    CompletableFuture<List<Answer>> result = new CompletableFuture<>();
    result.whenComplete((all, failure) -> rounds.decrementAndGet());
    OpinionRound round = new OpinionRound(asked, clock.nanoTime());
    Map<AgentId, OpenQuestion> questions = new ConcurrentHashMap<>();
    try {
      Cancellable deadline =
          scheduler.scheduleWithFixedDelay(
              within, RETRY, () -> timeOver(round, questions, within, result));
      result.whenComplete((all, failure) -> deadline.cancel());
    } catch (RejectedExecutionException e) {
      rounds.decrementAndGet();
      return refused(asked, "the node has no timer for it: " + e.getMessage());
    }
    for (AgentId agent : new TreeSet<>(asked)) {
      Sink sink =
          (status, opinion) ->
              round
                  .answer(agent, status, opinion, clock.nanoTime())
                  .ifPresent(all -> tell(result, all));
      agents
          .apply(agent)
          .ifPresentOrElse(
              hosted -> {
                OpenQuestion question = new OpenQuestion(agent, hosted.account());
                questions.put(agent, question);
                ask(agent, hosted, new Question(block, within, question), sink);
              },
              () -> sink.take(Status.ABSENT, Opinion.abstain("not hosted here")));
    }
    return result.minimalCompletionStage();
  }

  /** Nobody is asked, since the node has no room for the question. */
  private static CompletionStage<List<Answer>> refused(Set<AgentId> asked, String reason) {
    Opinion none = Opinion.abstain(reason);
    return CompletableFuture.completedStage(
        new TreeSet<>(asked)
            .stream().map(agent -> new Answer(agent, Status.BUSY, none, Duration.ZERO)).toList());
  }

  /** At the deadline, and again while there is no worker to tell of it. */
  private void timeOver(
      OpinionRound round,
      Map<AgentId, OpenQuestion> questions,
      Duration within,
      CompletableFuture<List<Answer>> result) {
    Optional<List<Answer>> late = round.timeOver(clock.nanoTime());
    for (Answer answer : late.orElse(List.of())) {
      if (answer.status() == Status.LATE && questions.containsKey(answer.agent())) {
        questions.get(answer.agent()).late(within);
      }
    }
    late.or(round::ended).ifPresent(all -> hand(result, all));
  }

  @FunctionalInterface
  private interface Sink {
    void take(Status status, Opinion opinion);
  }

  private record Question(ProposedBlock block, Duration within, OpenQuestion open) {}

  private void ask(AgentId id, Hosted hosted, Question question, Sink sink) {
    if (!enter(id)) {
      sink.take(Status.BUSY, Opinion.abstain("too many questions are open at it"));
      return;
    }
    AtomicBoolean left = new AtomicBoolean();
    Runnable leave =
        () -> {
          if (left.compareAndSet(false, true)) {
            leave(id);
          }
        };
    try {
      scheduler.workers().execute(() -> call(id, hosted, question, sink, leave));
    } catch (RejectedExecutionException e) {
      leave.run();
      sink.take(Status.BUSY, Opinion.abstain("the node has no thread for it: " + e.getMessage()));
    }
  }

  private void call(AgentId id, Hosted hosted, Question question, Sink sink, Runnable leave) {
    Optional<PluginAccount.Work> work = hosted.account().begin(question.open().what(), () -> {});
    if (work.isEmpty()) {
      leave.run();
      sink.take(Status.BUSY, Opinion.abstain("its plugin is at a quota"));
      return;
    }
    question.open().called();
    try (PluginAccount.Work counted = work.get()) {
      CompletionStage<Opinion> answer;
      try {
        answer = hosted.agent().opinion(question.block(), question.within());
        answer.whenComplete(
            (opinion, failure) -> {
              leave.run();
              if (failure != null || opinion == null) {
                failed(id, question, failure == null ? noOpinion() : failure);
                sink.take(Status.FAILED, Opinion.abstain("it failed"));
              } else {
                sink.take(Status.ANSWERED, opinion);
              }
            });
      } catch (RuntimeException | Error e) {
        leave.run();
        question.open().threw(counted, e);
        failed(id, question, e);
        sink.take(Status.FAILED, Opinion.abstain("it failed"));
      }
    }
  }

  private static Throwable noOpinion() {
    return new NullPointerException("no opinion");
  }

  private void failed(AgentId id, Question question, Throwable cause) {
    failures.increment();
    question.open().failed(cause);
    LOG.warn("agent {} failed at an opinion", id, cause);
  }

  private boolean enter(AgentId id) {
    boolean[] entered = {true};
    open.compute(
        id,
        (key, count) -> {
          AtomicInteger now = count == null ? new AtomicInteger() : count;
          entered[0] = maxOpen.allows(now.get() + 1L);
          if (entered[0]) {
            now.incrementAndGet();
          }
          return now;
        });
    if (!entered[0]) {
      maxOpen.refused().increment();
    }
    return entered[0];
  }

  private void leave(AgentId id) {
    open.computeIfPresent(id, (key, count) -> count.decrementAndGet() == 0 ? null : count);
  }

  /** On a worker thread: whoever waits may block, and an agent's thread is not his. */
  private void tell(CompletableFuture<List<Answer>> result, List<Answer> all) {
    if (hand(result, all)) {
      return;
    }
    try {
      scheduler.schedule(RETRY, () -> tell(result, all));
    } catch (RejectedExecutionException e) {
      LOG.debug("no timer either; the answers are told at the deadline: {}", e.getMessage());
    }
  }

  private boolean hand(CompletableFuture<List<Answer>> result, List<Answer> all) {
    try {
      scheduler.workers().execute(() -> result.complete(all));
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }
}
