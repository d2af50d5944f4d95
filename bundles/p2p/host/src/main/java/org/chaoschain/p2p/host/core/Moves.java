// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import org.chaoschain.p2p.host.core.HostConnection.Standing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves peers from connections whose transport, secure channel or muxer goes to new ones, without a
 * moment in which a peer is not connected. Who has dialled the old connection dials the new one;
 * then the old one is told go-away and closes after its last stream. A connection that cannot be
 * replaced goes on until what carries it ends it.
 */
final class Moves {
  private static final Logger LOG = LoggerFactory.getLogger(Moves.class);

  private final ConnectionTable connections;
  private final HostConfig config;
  private final HostEnvironment environment;
  private final Function<HostConnection, CompletionStage<HostConnection>> redial;

  /**
   * Makes it.
   *
   * @param redial makes another connection to the same peer at the same address
   */
  Moves(
      ConnectionTable connections,
      HostConfig config,
      HostEnvironment environment,
      Function<HostConnection, CompletionStage<HostConnection>> redial) {
    this.connections = connections;
    this.config = config;
    this.environment = environment;
    this.redial = redial;
  }

  /** A service goes that carries connections. They go on. */
  void leave(Object service) {
    connections.all(connection -> connection.uses(service)).forEach(HostConnection::leaves);
  }

  /** Something has come that may carry what leaves. */
  void moveWhatLeaves(Predicate<HostConnection> replaceable) {
    List<HostConnection> leaving =
        connections.all(c -> c.standing() == Standing.LEAVES && replaceable.test(c));
    for (HostConnection old : leaving) {
      if (!old.startsMoving()) {
        continue; // it is on its way already
      }
      if (!old.initiator()) {
        old.drain();
        continue;
      }
      redial(old, old::drain, old::notMoved);
    }
  }

  /**
   * The remote has said go-away. It may be about to close, for a reason of its own; only where it
   * leaves the connection open after a moment, another one is wanted.
   */
  void goneAway(HostConnection old) {
    if (old.initiator()) {
      environment
          .scheduler()
          .schedule(
              config.dialStagger(),
              () -> {
                if (!old.closed() && connections.usable(old.remotePeer()).isEmpty()) {
                  redial(old, () -> {}, () -> {});
                }
              });
    }
  }

  private void redial(HostConnection old, Runnable done, Runnable failed) {
    redial
        .apply(old)
        .whenComplete(
            (fresh, failure) -> {
              if (failure == null) {
                environment.metrics().counter("p2p.connections.moved").increment();
                LOG.debug("{} takes the place of {}", fresh, old);
                done.run();
              } else {
                LOG.debug("{} is not replaced: {}", old, Failures.text(failure));
                failed.run();
              }
            });
  }
}
