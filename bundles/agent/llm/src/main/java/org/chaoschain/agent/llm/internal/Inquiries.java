// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.internal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.chaoschain.agent.llm.core.Allowance;
import org.chaoschain.agent.llm.core.Cause;
import org.chaoschain.agent.llm.core.Circuit;
import org.chaoschain.agent.llm.core.Prompt;
import org.chaoschain.agent.llm.core.Purpose;
import org.chaoschain.agent.llm.core.Secrets;
import org.chaoschain.agent.llm.core.SilenceException;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.SerialExecutor;

/**
 * The questions of one agent to its model. So many about blocks at a time and so many replies; of
 * the latter some wait. Safe for use by many threads; never blocks.
 */
final class Inquiries {
  private final LlmSettings settings;
  private final Surroundings node;
  private final ChatEndpoint endpoint;
  private final Secrets secrets;
  private final Allowance allowance;
  private final Account account;
  private final SerialExecutor executor;
  private final Limit maxOpinions;
  private final Limit maxReplies;
  private final Limit maxWaiting;

  // for the executor alone
  private final Set<Question<?>> open = new LinkedHashSet<>();
  private final Queue<Question<?>> waiting = new ArrayDeque<>();
  private boolean closed;

  Inquiries(LlmSettings settings, Surroundings node, ChatEndpoint endpoint, Secrets secrets) {
    this.settings = settings;
    this.node = node;
    this.endpoint = endpoint;
    this.secrets = secrets;
    Metrics metrics = node.metrics();
    LlmConfiguration raw = settings.raw();
    this.account = new Account(settings.name(), metrics, node.events());
    this.allowance =
        new Allowance(
            "the agent " + settings.name(),
            settings.hour(),
            settings.prices(),
            new Circuit(raw.circuit_failures(), settings.circuit()),
            metrics);
    this.executor = node.scheduler().serial("agent llm " + settings.name());
    String prefix = "agent.llm.";
    this.maxOpinions =
        metrics.limit(prefix + "max.open.opinions", raw.max_open_opinions(), "questions");
    this.maxReplies = metrics.limit(prefix + "max.open.replies", raw.max_open_replies(), "replies");
    this.maxWaiting =
        metrics.limit(prefix + "max.waiting.replies", raw.max_waiting_replies(), "messages");
  }

  LlmSettings settings() {
    return settings;
  }

  Clock clock() {
    return node.clock();
  }

  ChatEndpoint endpoint() {
    return endpoint;
  }

  Secrets secrets() {
    return secrets;
  }

  Allowance allowance() {
    return allowance;
  }

  Account account() {
    return account;
  }

  double chance() {
    return node.random().nextDouble();
  }

  /** Runs a task in turn; after the node's scheduler has stopped, nothing runs any more. */
  void run(Runnable task) {
    executor.execute(task);
  }

  Cancellable after(Duration delay, Runnable task) {
    return node.scheduler().schedule(delay, () -> run(task));
  }

  /**
   * Asks.
   *
   * @param about what is asked about, in the node's own words
   * @param within how long it may take, waiting included
   * @return never fails
   */
  <T> CompletionStage<Outcome<T>> ask(
      Purpose purpose, String about, Prompt prompt, Duration within, Outcome.Reading<T> reading) {
    Question<T> question = new Question<>(this, purpose, about, prompt, within, reading);
    try {
      run(() -> admit(question));
    } catch (RejectedExecutionException e) {
      question.end(new SilenceException(Cause.BUSY, "the node has too much to do"));
    }
    return question.outcome();
  }

  private void admit(Question<?> question) {
    if (closed) {
      question.end(gone());
    } else if (hasRoom(question.purpose())) {
      begin(question);
      question.request();
    } else if (question.purpose() == Purpose.REPLY && maxWaiting.allows(waiting.size() + 1L)) {
      begin(question);
      waiting.add(question);
    } else {
      Limit limit = question.purpose() == Purpose.REPLY ? maxWaiting : maxOpinions;
      limit.refused().increment();
      question.end(
          new SilenceException(
              Cause.BUSY,
              "there are %d questions already; the key %s changes that"
                  .formatted(limit.value(), limit.key())));
    }
  }

  /** Its time runs, whether it waits or not. */
  private void begin(Question<?> question) {
    open.add(question);
    question.await();
    question.outcome().whenComplete((outcome, failure) -> run(() -> ended(question)));
  }

  private void ended(Question<?> question) {
    open.remove(question);
    waiting.remove(question);
    if (!waiting.isEmpty() && hasRoom(Purpose.REPLY)) {
      waiting.remove().request();
    }
  }

  private boolean hasRoom(Purpose purpose) {
    long busy =
        open.stream().filter(each -> each.purpose() == purpose).count()
            - (purpose == Purpose.REPLY ? waiting.size() : 0);
    return (purpose == Purpose.REPLY ? maxReplies : maxOpinions).allows(busy + 1);
  }

  /** Gives all questions up, and takes no more. */
  void close() {
    run(
        () -> {
          closed = true;
          Set.copyOf(open).forEach(question -> question.end(gone()));
        });
  }

  private static SilenceException gone() {
    return new SilenceException(Cause.GONE, "the agent goes");
  }
}
