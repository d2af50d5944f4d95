// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.connections.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.ConnectionListener;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.PeerPresenceListener;
import org.chaoschain.p2p.api.host.PeerStore;
import org.chaoschain.p2p.api.peer.PeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps connections: closes those of the least value when there are too many, makes those anew that
 * were lost and are wanted, dials known peers when there are too few, and says when a peer is gone.
 * Everything happens on one serial executor. Safe for use by many threads.
 */
public final class PeerKeeper implements ConnectionListener {
  private static final Logger LOG = LoggerFactory.getLogger(PeerKeeper.class);

  private final KeeperConfig config;
  private final Tags tags;
  private final Clock clock;
  private final Scheduler scheduler;
  private final Events events;
  private final SerialExecutor executor;
  private final Presence presence;
  private final DialPlan plan;
  private final Redials redials;
  private final Map<PeerId, Map<Long, Held>> peers = new HashMap<>();
  private final Limit highWater;
  private final Counter trimmed;
  private final Counter lost;
  private final Cancellable tick;
  private Optional<Long> trimmedAt = Optional.empty();
  private boolean stopped;

  /** A connection and when it came, in nanoseconds of the clock. */
  private record Held(Connection connection, long since) {}

  /** Begins to look after the connections that it is told of. */
  public PeerKeeper(
      KeeperConfig config,
      Host host,
      PeerStore peerStore,
      Tags tags,
      Clock clock,
      Scheduler scheduler,
      RandomGenerator random,
      Metrics metrics,
      Events events) {
    this.config = config;
    this.tags = tags;
    this.clock = clock;
    this.scheduler = scheduler;
    this.events = events;
    this.executor = scheduler.serial("p2p-connections");
    this.presence = new Presence(executor);
    Limit remembered =
        metrics.limit(KeeperConfig.KEY_PREFIX + "max.remembered", config.maxRemembered(), "peers");
    this.plan = new DialPlan(config.backoff(), random, remembered, config.giveUpAfter());
    this.redials =
        new Redials(config, host, peerStore, plan, tags, clock, executor, random, metrics);
    this.highWater =
        metrics.limit(KeeperConfig.KEY_PREFIX + "high.water", config.highWater(), "connections");
    this.trimmed = metrics.counter("p2p.connections.trimmed");
    this.lost = metrics.counter("p2p.connections.peers.lost");
    this.tick =
        scheduler.scheduleWithFixedDelay(
            config.interval(), config.interval(), () -> executor.execute(this::look));
  }

  /** Does nothing any more. */
  public void stop() {
    tick.cancel();
    executor.execute(() -> stopped = true);
  }

  /** Tells this listener of the peers that are there, and then of changes. */
  public void addPresenceListener(PeerPresenceListener listener) {
    presence.add(listener);
  }

  /** Tells it no more. */
  public void removePresenceListener(PeerPresenceListener listener) {
    presence.remove(listener);
  }

  @Override
  public void onConnected(Connection connection) {
    executor.execute(
        () -> {
          PeerId peer = connection.remotePeer();
          peers
              .computeIfAbsent(peer, p -> new HashMap<>())
              .put(connection.id(), new Held(connection, clock.nanoTime()));
          plan.connected(peer);
          presence.present(peer);
          trim();
        });
  }

  @Override
  public void onDisconnected(Connection connection, CloseReason reason) {
    executor.execute(() -> ended(connection, reason));
  }

  private void ended(Connection connection, CloseReason reason) {
    PeerId peer = connection.remotePeer();
    Map<Long, Held> held = peers.get(peer);
    Held gone = held == null ? null : held.remove(connection.id());
    if (gone == null || !held.isEmpty()) {
      return;
    }
    peers.remove(peer);
    long now = clock.nanoTime();
    boolean good = now - gone.since() >= config.goodAfter().toNanos();
    if (good) {
      plan.good(peer);
    } else {
      plan.failed(peer, now);
    }
    if (good && unwilled(reason)) {
      plan.wantBack(peer, now);
    }
    scheduler.schedule(
        config.lostAfter(), () -> executor.execute(() -> lostIfStillGone(peer, reason)));
    look();
  }

  /** Whether neither side has meant it, as far as can be told. */
  private static boolean unwilled(CloseReason reason) {
    return switch (reason.kind()) {
      case CONNECTION_LOST, TIMEOUT, REMOTE, REMOTE_RESET -> true;
      case LOCAL, LIMIT, PROTOCOL_ERROR, SHUTDOWN, HANDLER_FAILED, REFUSED -> false;
    };
  }

  private void lostIfStillGone(PeerId peer, CloseReason reason) {
    if (stopped || peers.containsKey(peer) || !presence.lost(peer, reason)) {
      return;
    }
    lost.increment();
    events.publish(
        Event.info(
            "p2p.peer.lost",
            "Peer %s is gone: %s".formatted(peer, reason.message()),
            Map.of("peer", peer.toString(), "reason", reason.kind().name())));
  }

  private void look() {
    if (stopped) {
      return;
    }
    long now = clock.nanoTime();
    peers.forEach(
        (peer, held) -> {
          boolean good =
              held.values().stream().anyMatch(h -> now - h.since() >= config.goodAfter().toNanos());
          if (good) {
            plan.good(peer);
          }
        });
    trim();
    redials.dial(connectedPlaces(), peers.keySet());
  }

  private Places connectedPlaces() {
    Places places = new Places();
    peers
        .values()
        .forEach(held -> places.add(held.values().iterator().next().connection().remoteAddress()));
    return places;
  }

  private void trim() {
    List<Held> all = peers.values().stream().flatMap(held -> held.values().stream()).toList();
    long now = clock.nanoTime();
    boolean silent = trimmedAt.isPresent() && now - trimmedAt.get() < config.silence().toNanos();
    if (stopped || silent || highWater.allows(all.size())) {
      return;
    }
    Map<Long, Connection> byNumber = new HashMap<>();
    List<Trim.Candidate> candidates = new ArrayList<>();
    for (Held held : all) {
      Connection connection = held.connection();
      byNumber.put(connection.id(), connection);
      boolean young = now - held.since() < config.grace().toNanos();
      candidates.add(
          new Trim.Candidate(
              connection.id(),
              connection.remoteAddress(),
              tags.value(connection.remotePeer()),
              young || !tags.protections(connection.remotePeer()).isEmpty()));
    }
    List<Trim.Candidate> chosen =
        Trim.choose(candidates, all.size() - config.lowWater(), config.minPrefixes());
    if (chosen.isEmpty()) {
      return; // all are protected or too young
    }
    trimmedAt = Optional.of(now);
    CloseReason reason =
        CloseReason.limit(
            highWater.refuse("trimming to " + config.lowWater(), all.size()).getMessage());
    LOG.debug("{} of {} connections are trimmed", chosen.size(), all.size());
    for (Trim.Candidate candidate : chosen) {
      trimmed.increment();
      byNumber.get(candidate.number()).close(reason);
    }
  }
}
