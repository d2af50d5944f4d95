// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.reputation.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.reputation.Offence;
import org.chaoschain.p2p.api.reputation.Reputation;
import org.chaoschain.p2p.reputation.core.Action;
import org.chaoschain.p2p.reputation.core.Ban;
import org.chaoschain.p2p.reputation.core.PeerJudge;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The judge at work: hears one report after the other, writes bans down, and has the rest done by
 * the host and for people. Whoever reports does not wait; what is asked is answered at once.
 */
final class Court implements Reputation {
  private static final Logger LOG = LoggerFactory.getLogger(Court.class);

  private final PeerJudge judge;
  private final BanStore store;
  private final Host host;
  private final Clock clock;
  private final Events events;
  private final SerialExecutor executor;
  private final Limit maxPending;
  private final AtomicInteger pending = new AtomicInteger();
  private final Queue<Runnable> hearings = new ConcurrentLinkedQueue<>();

  /** Held for a hearing, from its decision until all that follows from it is done. */
  private final Object bench = new Object();

  private volatile boolean closed;

  Court(
      PeerJudge judge,
      BanStore store,
      Host host,
      Clock clock,
      Events events,
      SerialExecutor executor,
      Limit maxPending) {
    this.judge = judge;
    this.store = store;
    this.host = host;
    this.clock = clock;
    this.events = events;
    this.executor = executor;
    this.maxPending = maxPending;
    judge.restore(store.load(), clock.now());
  }

  @Override
  public void report(PeerId peer, Offence offence, String seen) {
    LOG.debug("{}: {}: {}", peer, offence, seen);
    hear(() -> judge.report(peer, offence, seen, clock.nanoTime(), clock.now()));
  }

  /** An attack on publish and subscribe was noticed. */
  void noticed(String name, Optional<PeerId> peer, String detail) {
    hear(() -> List.of(judge.noticed(name, peer, detail)));
  }

  /**
   * A connection is up. One of a banned peer can have come while nobody was asked, and is ended.
   */
  void connected(Connection connection) {
    ban(connection.remotePeer())
        .ifPresent(
            ban ->
                host.disconnect(
                    ban.peer(), new CloseReason(CloseReason.Kind.REFUSED, PeerJudge.text(ban))));
    hear(
        () ->
            judge.connected(
                connection.remotePeer(),
                connection.remoteAddress(),
                !connection.initiator(),
                clock.nanoTime(),
                clock.now()));
  }

  /** Looks at all that are connected. */
  void review() {
    Collection<PeerId> peers =
        host.connections().stream().map(Connection::remotePeer).distinct().toList();
    hear(() -> judge.review(peers, clock.nanoTime(), clock.now()));
  }

  /** A person bans a peer; completes once that is on the disk. */
  CompletionStage<Void> ban(PeerId peer, Duration length, String reason) {
    return order(() -> judge.ban(peer, length, reason, clock.now())).thenAccept(done -> {});
  }

  /** A person lifts a ban; completes with whether there was one, once that is on the disk. */
  CompletionStage<Boolean> lift(PeerId peer) {
    return order(() -> judge.lift(peer, clock.now())).thenApply(actions -> !actions.isEmpty());
  }

  /** Hears what waits to be heard and writes down what is decided; the file is closed after it. */
  void close() {
    synchronized (bench) {
      closed = true;
      for (Runnable next = hearings.poll(); next != null; next = hearings.poll()) {
        next.run();
      }
      try {
        store.keep(bans());
      } catch (IOException e) {
        LOG.error("the bans of now are lost: {}", e.getMessage());
      } finally {
        store.close();
      }
    }
  }

  @Override
  public double score(PeerId peer) {
    synchronized (judge) {
      return judge.score(peer, clock.nanoTime());
    }
  }

  @Override
  public boolean banned(PeerId peer) {
    return ban(peer).isPresent();
  }

  /** The ban of a peer that holds now. */
  Optional<Ban> ban(PeerId peer) {
    synchronized (judge) {
      return judge.ban(peer, clock.now());
    }
  }

  /** Why nobody is let in from an address now. */
  Optional<String> refuses(Multiaddr from) {
    synchronized (judge) {
      return judge.refuses(from, clock.now());
    }
  }

  /** The bans that hold, and those that are remembered. */
  List<Ban> bans() {
    synchronized (judge) {
      return judge.bans();
    }
  }

  /** What is held against whom, without gossip. */
  Map<PeerId, Double> offenders() {
    synchronized (judge) {
      return judge.offenders(clock.nanoTime());
    }
  }

  private void hear(Supplier<List<Action>> hearing) {
    if (closed) {
      return;
    }
    if (!maxPending.allows(pending.incrementAndGet())) {
      pending.decrementAndGet();
      maxPending.refused().increment();
      return;
    }
    enter(
        () -> {
          pending.decrementAndGet();
          try {
            perform(decide(hearing));
          } catch (IOException e) {
            LOG.error("a ban holds, but only until the node stops: {}", e.getMessage());
          }
        });
  }

  /** Has something heard in its turn, at the latest when the court closes. */
  private void enter(Runnable hearing) {
    hearings.add(hearing);
    executor.execute(this::hearNext);
  }

  private void hearNext() {
    synchronized (bench) {
      Runnable next = hearings.poll(); // none is left when the court has closed meanwhile
      if (next != null) {
        next.run();
      }
    }
  }

  private CompletionStage<List<Action>> order(Supplier<List<Action>> hearing) {
    CompletableFuture<List<Action>> done = new CompletableFuture<>();
    enter(
        () -> {
          List<Action> actions = decide(hearing);
          try {
            perform(actions);
            done.complete(actions);
          } catch (IOException | RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  private List<Action> decide(Supplier<List<Action>> hearing) {
    synchronized (judge) {
      return hearing.get();
    }
  }

  /**
   * Does it in order; what cannot be written is told last, so that the rest is done all the same.
   */
  private void perform(List<Action> actions) throws IOException {
    IOException failure = null;
    for (Action action : actions) {
      if (action instanceof Action.Keep) {
        try {
          store.keep(bans());
        } catch (IOException e) {
          failure = e;
        }
      } else if (action instanceof Action.Disconnect disconnect) {
        host.disconnect(
            disconnect.peer(), new CloseReason(CloseReason.Kind.LIMIT, disconnect.reason()));
      } else if (action instanceof Action.Raise raise) {
        Event event = raise.event();
        events.publish(event);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
