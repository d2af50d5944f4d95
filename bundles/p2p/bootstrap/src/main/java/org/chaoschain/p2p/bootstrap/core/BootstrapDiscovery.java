// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.bootstrap.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.discovery.Discovery;
import org.chaoschain.p2p.api.discovery.DiscoverySink;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.ConnectionListener;
import org.chaoschain.p2p.api.host.NameResolver;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.PeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports the configured bootstrap addresses until their peers are connected. Addresses whose peer
 * id is only known after resolution ({@code /dnsaddr}) are resolved at each attempt. Safe for use
 * by many threads.
 */
public final class BootstrapDiscovery implements Discovery, ConnectionListener {
  private static final Logger LOG = LoggerFactory.getLogger(BootstrapDiscovery.class);

  private final List<Multiaddr> addresses;
  private final Backoff backoff;
  private final Clock clock;
  private final Scheduler scheduler;
  private final RandomGenerator random;
  private final NameResolver resolver;
  private final SerialExecutor executor;
  private final Counter attempts;
  private final Counter unresolved;
  private final Map<PeerId, Integer> connections = new HashMap<>();
  private final Map<Multiaddr, Set<PeerId>> resolvedPeers = new HashMap<>();

  /** Held while the sink is called, so that it is not called any more once stop has returned. */
  private final Object sinkLock = new Object();

  private BootstrapPlan<Multiaddr> plan;
  private Cancellable timer = () -> false;
  private volatile DiscoverySink sink;

  /**
   * Makes a discovery.
   *
   * @param addresses each with {@code /p2p/…}, or a {@code /dnsaddr} that leads to such
   */
  public BootstrapDiscovery(
      List<Multiaddr> addresses,
      Backoff backoff,
      Clock clock,
      Scheduler scheduler,
      RandomGenerator random,
      NameResolver resolver,
      Metrics metrics) {
    this.addresses = List.copyOf(addresses);
    this.backoff = backoff;
    this.clock = clock;
    this.scheduler = scheduler;
    this.random = random;
    this.resolver = resolver;
    this.executor = scheduler.serial("p2p-bootstrap");
    this.attempts = metrics.counter("p2p.bootstrap.attempts");
    this.unresolved = metrics.counter("p2p.bootstrap.unresolved");
  }

  @Override
  public String name() {
    return "bootstrap";
  }

  @Override
  public void start(DiscoverySink target) {
    synchronized (sinkLock) {
      sink = target;
    }
    executor.execute(
        () -> {
          plan = new BootstrapPlan<>(addresses, backoff, random, clock.nanoTime());
          connections.keySet().forEach(peer -> entriesOf(peer).forEach(plan::connected));
          tick();
        });
  }

  @Override
  public void wanted(int peers) {
    executor.execute(
        () -> {
          if (plan != null) {
            plan.hurry(clock.nanoTime());
            tick();
          }
        });
  }

  @Override
  public void stop() {
    synchronized (sinkLock) {
      sink = null;
    }
    executor.execute(() -> timer.cancel());
  }

  @Override
  public void onConnected(Connection connection) {
    PeerId peer = connection.remotePeer();
    executor.execute(
        () -> {
          connections.merge(peer, 1, Integer::sum);
          if (plan != null) {
            entriesOf(peer).forEach(plan::connected);
          }
        });
  }

  @Override
  public void onDisconnected(Connection connection, CloseReason reason) {
    PeerId peer = connection.remotePeer();
    executor.execute(
        () -> {
          Integer left = connections.computeIfPresent(peer, (p, n) -> n > 1 ? n - 1 : null);
          if (plan != null && left == null) {
            entriesOf(peer).stream()
                .filter(entry -> !restsFor(entry))
                .forEach(entry -> plan.disconnected(entry, clock.nanoTime()));
            tick();
          }
        });
  }

  /** The entries that name this peer, or have led to it when they were last resolved. */
  private List<Multiaddr> entriesOf(PeerId peer) {
    return addresses.stream().filter(entry -> peersOf(entry).contains(peer)).toList();
  }

  private Set<PeerId> peersOf(Multiaddr entry) {
    return entry.peerId().map(Set::of).orElseGet(() -> resolvedPeers.getOrDefault(entry, Set.of()));
  }

  /** Whether one of the peers that an entry leads to is connected. */
  private boolean restsFor(Multiaddr entry) {
    return peersOf(entry).stream().anyMatch(connections::containsKey);
  }

  private void tick() {
    timer.cancel();
    if (sink == null) {
      return;
    }
    long now = clock.nanoTime();
    plan.due(now).forEach(this::report);
    timer = plan.untilNext(now).map(this::schedule).orElse(() -> false);
  }

  private Cancellable schedule(Duration pause) {
    return scheduler.schedule(pause, () -> executor.execute(this::tick));
  }

  private void report(Multiaddr address) {
    attempts.increment();
    if (address.peerId().isPresent()) {
      found(address.peerId().get(), List.of(address));
      return;
    }
    CompletionStage<List<Multiaddr>> answer;
    try {
      answer = resolver.resolve(address);
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    answer.whenComplete(
        (resolved, failure) ->
            executor.execute(
                () -> {
                  if (failure != null) {
                    unresolved.increment();
                    LOG.info(
                        "Bootstrap address {} is not resolved: {}", address, failure.getMessage());
                  } else {
                    reportResolved(address, resolved);
                  }
                }));
  }

  private void reportResolved(Multiaddr address, List<Multiaddr> resolved) {
    Map<PeerId, List<Multiaddr>> byPeer = new LinkedHashMap<>();
    for (Multiaddr each : resolved) {
      each.peerId().ifPresent(p -> byPeer.computeIfAbsent(p, k -> new ArrayList<>()).add(each));
    }
    if (byPeer.isEmpty()) {
      unresolved.increment();
      LOG.info("Bootstrap address {} leads to no address with a peer id", address);
      return;
    }
    resolvedPeers.put(address, Set.copyOf(byPeer.keySet()));
    if (restsFor(address)) {
      plan.connected(address);
    }
    byPeer.forEach(this::found);
  }

  private void found(PeerId peer, List<Multiaddr> at) {
    synchronized (sinkLock) {
      if (sink == null) {
        return;
      }
      try {
        sink.found(new AddressInfo(peer, at));
      } catch (RuntimeException e) {
        LOG.warn("What bootstrap has found is not taken: {}", e.toString());
      }
    }
  }
}
