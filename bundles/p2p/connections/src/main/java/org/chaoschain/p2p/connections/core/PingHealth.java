// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.connections.core;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.ConnectionListener;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.stream.ProtocolNotSupportedException;
import org.chaoschain.p2p.ping.core.Pinger;

/**
 * Pings every connection from time to time, keeps the round-trip time of each peer, and closes a
 * connection that has missed too many pings in a row. A peer that does not speak ping misses none.
 * Safe for use by many threads.
 */
public final class PingHealth implements ConnectionListener {
  /** An eighth of the latest round trip goes into the smoothed one, as TCP does. */
  private static final int WEIGHT = 8;

  private final Pinger pinger;
  private final Scheduler scheduler;
  private final RandomGenerator random;
  private final Duration interval;
  private final int maxMisses;
  private final Counter missed;
  private final Counter unhealthy;
  private final Map<Long, Watch> watches = new ConcurrentHashMap<>();

  /** What is known of one connection; changed by one ping at a time. */
  private static final class Watch {
    final Connection connection;
    volatile Cancellable next = () -> false;
    volatile Optional<Duration> roundTrip = Optional.empty();
    final AtomicInteger misses = new AtomicInteger();

    Watch(Connection connection) {
      this.connection = connection;
    }
  }

  /**
   * Makes it.
   *
   * @param interval between the pings of a connection, give or take a quarter; key {@code
   *     p2p.connections.ping.interval}
   * @param maxMisses pings missed in a row after which a connection is closed; key {@code
   *     p2p.connections.ping.misses}
   */
  public PingHealth(
      Pinger pinger,
      Scheduler scheduler,
      RandomGenerator random,
      Metrics metrics,
      Duration interval,
      int maxMisses) {
    this.pinger = pinger;
    this.scheduler = scheduler;
    this.random = random;
    this.interval = interval;
    this.maxMisses = maxMisses;
    this.missed = metrics.counter("p2p.connections.pings.missed");
    this.unhealthy = metrics.counter("p2p.connections.unhealthy");
  }

  /** Pings nobody any more. */
  public void stop() {
    watches.values().forEach(watch -> watch.next.cancel());
    watches.clear();
  }

  /** The smoothed round-trip time to a peer; empty until it has been measured. */
  public Optional<Duration> roundTrip(PeerId peer) {
    return watches.values().stream()
        .filter(watch -> watch.connection.remotePeer().equals(peer))
        .flatMap(watch -> watch.roundTrip.stream())
        .min(Duration::compareTo);
  }

  /** How many pings in a row a peer has missed, on its best connection. */
  public int misses(PeerId peer) {
    return watches.values().stream()
        .filter(watch -> watch.connection.remotePeer().equals(peer))
        .mapToInt(watch -> watch.misses.get())
        .min()
        .orElse(0);
  }

  @Override
  public void onConnected(Connection connection) {
    Watch watch = new Watch(connection);
    watches.put(connection.id(), watch);
    schedule(watch);
  }

  @Override
  public void onDisconnected(Connection connection, CloseReason reason) {
    Watch watch = watches.remove(connection.id());
    if (watch != null) {
      watch.next.cancel();
    }
  }

  private void schedule(Watch watch) {
    long quarter = interval.toNanos() / 4;
    Duration pause =
        interval.minusNanos(quarter).plusNanos((long) (2 * quarter * random.nextDouble()));
    watch.next = scheduler.schedule(pause, () -> ping(watch));
  }

  private void ping(Watch watch) {
    if (watches.get(watch.connection.id()) != watch) {
      return;
    }
    pinger
        .ping(watch.connection, 1)
        .whenComplete(
            (times, failure) -> {
              if (watches.get(watch.connection.id()) != watch) {
                return;
              }
              if (failure == null) {
                answered(watch, times.get(0));
              } else if (!(unwrap(failure) instanceof ProtocolNotSupportedException)) {
                missed(watch);
              }
              if (!watch.connection.closed()) {
                schedule(watch);
              }
            });
  }

  private static void answered(Watch watch, Duration time) {
    watch.misses.set(0);
    watch.roundTrip =
        Optional.of(
            watch.roundTrip.map(old -> old.plus(time.minus(old).dividedBy(WEIGHT))).orElse(time));
  }

  private void missed(Watch watch) {
    missed.increment();
    int misses = watch.misses.incrementAndGet();
    if (misses >= maxMisses) {
      unhealthy.increment();
      watch.connection.close(
          CloseReason.timeout(
              "%s has missed %d pings in a row; the key %sping.misses changes it"
                  .formatted(watch.connection, misses, KeeperConfig.KEY_PREFIX)));
    }
  }

  private static Throwable unwrap(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
