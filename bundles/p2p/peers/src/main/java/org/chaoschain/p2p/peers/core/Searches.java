// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.peers.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * Who waits for which agent. All that are looked for are asked for together, again and again until
 * each is found or its deadline has passed. Inside one executor.
 */
final class Searches {
  /** How many agents one request may name. */
  static final int MAX_AGENTS = 64;

  private final Map<AgentId, List<Search>> running = new LinkedHashMap<>();
  private final Scheduler scheduler;
  private final SerialExecutor executor;
  private final Duration retry;
  private final Limit limit;
  private final Consumer<List<AgentId>> lookFor;
  private Cancellable next = () -> false;
  private boolean planned;
  private boolean stopped;
  private int count;

  private static final class Search {
    final CompletableFuture<Optional<PeerId>> result;
    Cancellable deadline = () -> false;

    Search(CompletableFuture<Optional<PeerId>> result) {
      this.result = result;
    }
  }

  Searches(
      Scheduler scheduler,
      SerialExecutor executor,
      Duration retry,
      Limit limit,
      Consumer<List<AgentId>> lookFor) {
    this.scheduler = scheduler;
    this.executor = executor;
    this.retry = retry;
    this.limit = limit;
    this.lookFor = lookFor;
  }

  void start(AgentId agent, Duration deadline, CompletableFuture<Optional<PeerId>> result) {
    if (stopped || !limit.allows(count + 1L)) {
      if (!stopped) {
        limit.refused().increment();
      }
      result.complete(Optional.empty());
      return;
    }
    count++;
    Search search = new Search(result);
    running.computeIfAbsent(agent, a -> new ArrayList<>()).add(search);
    search.deadline =
        scheduler.schedule(
            deadline, () -> executor.execute(() -> finish(agent, search, Optional.empty())));
    if (!planned) {
      planned = true;
      next.cancel();
      executor.execute(this::ask);
    }
  }

  void found(AgentId agent, PeerId peer) {
    List<Search> waiting = running.get(agent);
    if (waiting != null) {
      List.copyOf(waiting).forEach(search -> finish(agent, search, Optional.of(peer)));
    }
  }

  /** Ends all searches; nobody is found any more. */
  void stop() {
    stopped = true;
    next.cancel();
    Map.copyOf(running)
        .forEach(
            (agent, waiting) ->
                List.copyOf(waiting).forEach(search -> finish(agent, search, Optional.empty())));
  }

  private void ask() {
    planned = false;
    next.cancel();
    if (running.isEmpty()) {
      return;
    }
    List<AgentId> some = running.keySet().stream().limit(MAX_AGENTS).toList();
    if (some.size() < running.size()) {
      // the others are next
      some.forEach(agent -> running.put(agent, running.remove(agent)));
    }
    next = scheduler.schedule(retry, () -> executor.execute(this::ask));
    lookFor.accept(some);
  }

  private void finish(AgentId agent, Search search, Optional<PeerId> peer) {
    List<Search> waiting = running.get(agent);
    if (waiting == null || !waiting.remove(search)) {
      return;
    }
    count--;
    search.deadline.cancel();
    if (waiting.isEmpty()) {
      running.remove(agent);
    }
    search.result.complete(peer);
  }
}
