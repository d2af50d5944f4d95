// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.peers.core;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.agents.AgentSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks other sources for agents that the connected peers do not know: from the second round on, in
 * which an agent is looked for, once at a time. Inside one executor but for adding and removing.
 */
final class Sources {
  private static final Logger LOG = LoggerFactory.getLogger(Sources.class);
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int MAX_REMEMBERED = 4096;

  /** The rounds of one search are no farther apart. */
  private static final int ROUNDS_APART = 3;

  private final List<AgentSource> sources = new CopyOnWriteArrayList<>();
  private final Map<AgentId, Long> lastRound = new LinkedHashMap<>();
  private final Set<AgentId> underWay = new HashSet<>();
  private final Clock clock;
  private final SerialExecutor executor;
  private final Duration retry;
  private final Metrics metrics;
  private final Consumer<Bytes> learn;

  /**
   * Makes one without sources.
   *
   * @param learn takes a signed hosting record that nobody has verified
   */
  Sources(
      Clock clock,
      SerialExecutor executor,
      Duration retry,
      Metrics metrics,
      Consumer<Bytes> learn) {
    this.clock = clock;
    this.executor = executor;
    this.retry = retry;
    this.metrics = metrics;
    this.learn = learn;
  }

  void add(AgentSource source) {
    sources.add(source);
  }

  void remove(AgentSource source) {
    sources.remove(source);
  }

  /**
   * A round in which these agents are not known.
   *
   * @param peersAsked whether a connected peer was asked in this round, whose answer may come yet
   */
  void round(List<AgentId> unknown, boolean peersAsked) {
    long now = clock.nanoTime();
    for (AgentId agent : unknown) {
      Long last = lastRound.remove(agent);
      boolean first = last == null || now - last > ROUNDS_APART * retry.toNanos();
      if (lastRound.size() == MAX_REMEMBERED) {
        lastRound.remove(lastRound.keySet().iterator().next());
      }
      lastRound.put(agent, now);
      if (!(first && peersAsked) && !sources.isEmpty() && underWay.add(agent)) {
        ask(agent);
      }
    }
  }

  private void ask(AgentId agent) {
    metrics.counter("p2p.peers.sources.asked").increment();
    CompletableFuture<?>[] all =
        sources.stream().map(source -> ask(source, agent)).toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(all)
        .whenComplete((done, failure) -> executor.execute(() -> underWay.remove(agent)));
  }

  private CompletableFuture<Void> ask(AgentSource source, AgentId agent) {
    CompletionStage<Optional<Bytes>> answer;
    try {
      answer = source.findRecord(agent, DEADLINE);
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer
        .<Void>handle(
            (record, failure) -> {
              if (failure != null) {
                LOG.warn("A source of agents failed: {}", failure.toString());
              } else {
                record.ifPresent(found -> executor.execute(() -> learn.accept(found)));
              }
              return null;
            })
        .toCompletableFuture();
  }
}
