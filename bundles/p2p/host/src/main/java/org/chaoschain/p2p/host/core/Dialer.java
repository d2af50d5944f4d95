// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.DialException;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * One attempt to reach one peer: its addresses are resolved, then tried one after the other, each a
 * little after the one before even if that has not failed yet; the first that proves the peer's
 * identity wins and the others are closed. Everything happens on one serial executor.
 */
final class Dialer {
  /** Why a connection is closed that came too late. */
  static final CloseReason UNWANTED =
      new CloseReason(CloseReason.Kind.LOCAL, "nobody waits for the dial any more");

  /** Makes a raw connection and upgrades it. */
  interface Attempt {
    /**
     * Dials one address.
     *
     * @param over when it completes the attempt is not wanted any more: it ends at once, with its
     *     socket
     */
    CompletionStage<? extends Connection> dial(
        Multiaddr address, PeerId expected, CompletionStage<?> over);
  }

  private final HostEnvironment environment;
  private final HostConfig config;
  private final Attempt attempt;
  private final SerialExecutor executor;
  private final PeerId peer;
  private final CompletableFuture<Connection> result = new CompletableFuture<>();
  private final Deque<Multiaddr> untried = new ArrayDeque<>();
  private final List<String> failures = new ArrayList<>();
  private Cancellable next = () -> false;
  private int running;

  Dialer(HostEnvironment environment, HostConfig config, Attempt attempt, PeerId peer) {
    this.environment = environment;
    this.config = config;
    this.attempt = attempt;
    this.executor = environment.scheduler().serial("p2p-dial");
    this.peer = peer;
  }

  CompletionStage<Connection> dial(Collection<Multiaddr> addresses) {
    LinkedHashSet<Multiaddr> distinct = new LinkedHashSet<>(addresses);
    if (distinct.size() > config.maxAddressesPerDial()) {
      failures.add(refuse(distinct.size()));
    }
    List<CompletableFuture<List<Multiaddr>>> resolved =
        distinct.stream().limit(config.maxAddressesPerDial()).map(this::resolve).toList();
    CompletableFuture.allOf(resolved.toArray(CompletableFuture[]::new))
        .whenComplete((done, failure) -> executor.execute(() -> start(resolved)));
    return result;
  }

  /** Ends all attempts that run, unless one has won already. */
  void cancel() {
    if (result.completeExceptionally(new DialException(UNWANTED.message()))) {
      executor.execute(() -> next.cancel());
    }
  }

  private String refuse(int addresses) {
    return environment
        .metrics()
        .limit(
            HostConfig.KEY_PREFIX + "max.addresses.per.dial",
            config.maxAddressesPerDial(),
            "addresses")
        .refuse("dialling " + peer, addresses)
        .getMessage();
  }

  private CompletableFuture<List<Multiaddr>> resolve(Multiaddr address) {
    Optional<PeerId> named = address.peerId();
    if (named.isPresent() && !named.get().equals(peer)) {
      return failed(address, "it names another peer");
    }
    CompletionStage<List<Multiaddr>> answer;
    try {
      answer = environment.resolver().resolve(address);
    } catch (RuntimeException e) {
      return failed(address, Failures.text(e));
    }
    return answer
        .handle(
            (list, failure) ->
                failure == null
                    ? CompletableFuture.completedFuture(list)
                    : failed(address, Failures.text(failure)))
        .thenCompose(stage -> stage)
        .toCompletableFuture();
  }

  private CompletableFuture<List<Multiaddr>> failed(Multiaddr address, String why) {
    CompletableFuture<List<Multiaddr>> none = new CompletableFuture<>();
    executor.execute(
        () -> {
          failures.add(address + ": " + why);
          none.complete(List.of());
        });
    return none;
  }

  private void start(List<CompletableFuture<List<Multiaddr>>> resolved) {
    LinkedHashSet<Multiaddr> all = new LinkedHashSet<>();
    for (CompletableFuture<List<Multiaddr>> addresses : resolved) {
      addresses.join().stream()
          .filter(a -> a.peerId().map(peer::equals).orElse(true))
          .map(Multiaddr::withoutPeer)
          .forEach(all::add);
    }
    if (all.size() > config.maxAddressesPerDial()) {
      failures.add(refuse(all.size()));
    }
    all.stream().limit(config.maxAddressesPerDial()).forEach(untried::add);
    tryNext();
  }

  private void tryNext() {
    next.cancel();
    if (result.isDone()) {
      return;
    }
    Multiaddr address = untried.poll();
    if (address == null) {
      finishIfAllFailed();
      return;
    }
    running++;
    attempt(address)
        .whenComplete((c, failure) -> executor.execute(() -> done(address, c, failure)));
    next =
        environment
            .scheduler()
            .schedule(config.dialStagger(), () -> executor.execute(this::tryNext));
  }

  private CompletionStage<? extends Connection> attempt(Multiaddr address) {
    try {
      return attempt.dial(address, peer, result.handle((connection, failure) -> true));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void done(Multiaddr address, Connection connection, Throwable failure) {
    running--;
    if (failure != null) {
      failures.add(address + ": " + Failures.text(failure));
      tryNext();
    } else if (!result.complete(connection)) {
      connection.close(new CloseReason(CloseReason.Kind.LOCAL, "another address was faster"));
    } else {
      next.cancel();
    }
  }

  private void finishIfAllFailed() {
    if (running == 0 && !result.isDone()) {
      result.completeExceptionally(
          new DialException(
              failures.isEmpty()
                  ? peer + " has no address that is known here"
                  : peer + " cannot be reached: " + String.join("; ", failures)));
    }
  }
}
