// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.DialException;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * The dials that run, at most one for each peer. Who asks while one runs waits for its outcome; a
 * dial for which nobody waits any more is called off, with its sockets. Safe for use by many
 * threads.
 */
final class Dials {
  private final Map<PeerId, Running> running = new ConcurrentHashMap<>();
  private final Function<PeerId, Dialer> dialers;
  private final Limit maxDials;

  private static final class Running {
    final CompletableFuture<Connection> outcome = new CompletableFuture<>();
    private int waiting;

    /** A stage of its own for one more who waits; empty if all have gone. */
    synchronized CompletableFuture<Connection> joined() {
      if (waiting == 0 && outcome.isDone()) {
        return null;
      }
      waiting++;
      CompletableFuture<Connection> mine = new CompletableFuture<>();
      outcome.whenComplete(
          (connection, failure) -> {
            if (failure == null) {
              mine.complete(connection);
            } else {
              mine.completeExceptionally(Failures.unwrap(failure));
            }
          });
      mine.whenComplete(
          (connection, failure) -> {
            if (mine.isCancelled()) {
              left();
            }
          });
      return mine;
    }

    private void left() {
      boolean last;
      synchronized (this) {
        waiting--;
        last = waiting == 0;
      }
      if (last) {
        outcome.completeExceptionally(new DialException("nobody waits for the dial any more"));
      }
    }
  }

  Dials(Function<PeerId, Dialer> dialers, Limit maxDials) {
    this.dialers = dialers;
    this.maxDials = maxDials;
  }

  /** Dials, or waits for the dial of the same peer that runs. */
  CompletionStage<Connection> connect(PeerId peer, List<Multiaddr> addresses) {
    Running mine = new Running();
    Running before = running.putIfAbsent(peer, mine);
    CompletableFuture<Connection> joined = (before == null ? mine : before).joined();
    if (before != null && joined == null) {
      running.remove(peer, before); // it has just been called off
      return connect(peer, addresses);
    }
    if (before != null) {
      return joined;
    }
    mine.outcome.whenComplete((connection, failure) -> running.remove(peer, mine));
    if (!maxDials.allows(running.size())) {
      mine.outcome.completeExceptionally(maxDials.refuse("dialling " + peer, running.size()));
      return joined;
    }
    Dialer dialer = dialers.apply(peer);
    mine.outcome.whenComplete((connection, failure) -> dialer.cancel());
    dialer
        .dial(addresses)
        .whenComplete(
            (connection, failure) -> {
              if (failure != null) {
                mine.outcome.completeExceptionally(Failures.unwrap(failure));
              } else if (!mine.outcome.complete(connection)) {
                connection.close(Dialer.UNWANTED);
              }
            });
    return joined;
  }

  /** Calls all of them off. */
  void stop() {
    running
        .values()
        .forEach(
            each -> each.outcome.completeExceptionally(new DialException("the host has stopped")));
  }
}
