// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.memory.core;

import java.util.concurrent.atomic.AtomicInteger;
import org.chaoschain.p2p.api.channel.CloseReason;

/** A connection seen from outside: its two ends and what lies between them. */
final class Wire {
  private final String fromNode;
  private final String toNode;
  private final Pipe forward;
  private final Pipe backward;
  private final MemoryConnection dialler;
  private final MemoryConnection acceptor;

  /**
   * Connects two ends.
   *
   * @param onAcceptorEnd run when the accepting end has ended
   * @param onEnd run when both ends have ended
   */
  Wire(End from, End to, LinkModel model, Runnable onAcceptorEnd, Runnable onEnd) {
    this.fromNode = from.node();
    this.toNode = to.node();
    this.forward = new Pipe(model.open(fromNode, toNode));
    this.backward = new Pipe(model.open(toNode, fromNode));
    AtomicInteger open = new AtomicInteger(2);
    Runnable endOne =
        () -> {
          if (open.decrementAndGet() == 0) {
            onEnd.run();
          }
        };
    this.dialler = new MemoryConnection(from, forward, endOne);
    this.acceptor =
        new MemoryConnection(
            to,
            backward,
            () -> {
              onAcceptorEnd.run();
              endOne.run();
            });
    forward.leadsTo(acceptor);
    backward.leadsTo(dialler);
  }

  MemoryConnection dialler() {
    return dialler;
  }

  MemoryConnection acceptor() {
    return acceptor;
  }

  Pipe forward() {
    return forward;
  }

  Pipe backward() {
    return backward;
  }

  boolean joins(String node, String other) {
    return (fromNode.equals(node) && toNode.equals(other))
        || (fromNode.equals(other) && toNode.equals(node));
  }

  void lose() {
    CloseReason lost =
        CloseReason.connectionLost(
            "the network has cut the connection from %s to %s".formatted(fromNode, toNode));
    dialler.lost(lost);
    acceptor.lost(lost);
  }
}
