// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.p2p.api.host.DialException;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.transport.Transport;

/**
 * The transports that dial. For a moment after one has gone, dials that no other can do wait for
 * the next one: it is probably being replaced. Safe for use by many threads.
 */
final class Transports {
  private final HostEnvironment environment;
  private final Duration patience;
  private final List<Generation<Transport>> active = new ArrayList<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private boolean oneHasGone;
  private long goneAt;

  private record Waiting(Multiaddr address, CompletableFuture<Transport> transport) {}

  Transports(HostConfig config, HostEnvironment environment) {
    this.environment = environment;
    this.patience = config.handoverTimeout();
  }

  void add(Generation<Transport> transport) {
    List<Waiting> served;
    synchronized (this) {
      transport.insertInto(active);
      served = waiting.stream().filter(w -> transport.service().supports(w.address)).toList();
      waiting.removeAll(served);
    }
    served.forEach(each -> each.transport.complete(transport.service()));
  }

  synchronized boolean remove(Transport transport) {
    Optional<Generation<Transport>> found = Generation.of(transport, active);
    found.ifPresent(active::remove);
    if (found.isPresent()) {
      oneHasGone = true;
      goneAt = environment.clock().nanoTime();
    }
    return found.isPresent();
  }

  synchronized boolean has(Transport transport) {
    return Generation.of(transport, active).isPresent();
  }

  synchronized boolean isEmpty() {
    return active.isEmpty();
  }

  synchronized List<Generation<Transport>> active() {
    return List.copyOf(active);
  }

  /** Whether one of them can dial an address now. */
  synchronized boolean dials(Multiaddr address) {
    return active.stream().anyMatch(each -> each.service().supports(address));
  }

  /** The best transport for an address, at once or when it comes in time. */
  CompletionStage<Transport> forAddress(Multiaddr address) {
    Waiting late;
    Duration left;
    synchronized (this) {
      Optional<Transport> now =
          active.stream().map(Generation::service).filter(t -> t.supports(address)).findFirst();
      if (now.isPresent()) {
        return CompletableFuture.completedFuture(now.get());
      }
      left =
          oneHasGone ? patience.minusNanos(environment.clock().nanoTime() - goneAt) : Duration.ZERO;
      if (left.isNegative() || left.isZero()) {
        return CompletableFuture.failedFuture(
            new DialException("no active transport can dial " + address));
      }
      late = new Waiting(address, new CompletableFuture<>());
      waiting.add(late);
    }
    environment.metrics().counter("p2p.dials.waited").increment();
    var deadline = environment.scheduler().schedule(left, () -> giveUp(late));
    late.transport.whenComplete((transport, failure) -> deadline.cancel());
    return late.transport;
  }

  /** Dials that wait will not be done any more. */
  void stop() {
    List<Waiting> all;
    synchronized (this) {
      all = List.copyOf(waiting);
      waiting.clear();
    }
    all.forEach(w -> w.transport.completeExceptionally(new DialException("the host has stopped")));
  }

  private void giveUp(Waiting late) {
    synchronized (this) {
      waiting.remove(late);
    }
    late.transport.completeExceptionally(
        new DialException(
            "no active transport can dial %s: one has gone, and none has come in its place within %d ms; the key %shandover.timeout changes it"
                .formatted(late.address, patience.toMillis(), HostConfig.KEY_PREFIX)));
  }
}
