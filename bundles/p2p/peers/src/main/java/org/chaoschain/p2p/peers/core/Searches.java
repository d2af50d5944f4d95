// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.peers.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.peer.PeerId;

/** Who waits for which agent. Inside one executor. */
final class Searches {
  private final Map<AgentId, List<Search>> running = new HashMap<>();
  private final Scheduler scheduler;
  private final SerialExecutor executor;
  private final Duration retry;
  private final Consumer<AgentId> lookFor;

  private static final class Search {
    final CompletableFuture<Optional<PeerId>> result;
    Cancellable retry = () -> false;
    Cancellable deadline = () -> false;

    Search(CompletableFuture<Optional<PeerId>> result) {
      this.result = result;
    }
  }

  Searches(
      Scheduler scheduler, SerialExecutor executor, Duration retry, Consumer<AgentId> lookFor) {
    this.scheduler = scheduler;
    this.executor = executor;
    this.retry = retry;
    this.lookFor = lookFor;
  }

  void start(AgentId agent, Duration deadline, CompletableFuture<Optional<PeerId>> result) {
    Search search = new Search(result);
    running.computeIfAbsent(agent, a -> new ArrayList<>()).add(search);
    search.deadline =
        scheduler.schedule(
            deadline, () -> executor.execute(() -> finish(agent, search, Optional.empty())));
    search.retry =
        scheduler.scheduleWithFixedDelay(
            retry, retry, () -> executor.execute(() -> lookFor.accept(agent)));
    lookFor.accept(agent);
  }

  void found(AgentId agent, PeerId peer) {
    List<Search> waiting = running.get(agent);
    if (waiting != null) {
      List.copyOf(waiting).forEach(search -> finish(agent, search, Optional.of(peer)));
    }
  }

  private void finish(AgentId agent, Search search, Optional<PeerId> peer) {
    search.retry.cancel();
    search.deadline.cancel();
    List<Search> waiting = running.get(agent);
    if (waiting != null && waiting.remove(search) && waiting.isEmpty()) {
      running.remove(agent);
    }
    search.result.complete(peer);
  }
}
