// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.memory.core;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.transport.TransportConnection;
import org.chaoschain.p2p.api.transport.TransportException;

/** One attempt to connect: a knock travels there, an answer travels back, before the deadline. */
final class Dial {
  private final CompletableFuture<TransportConnection> result = new CompletableFuture<>();
  private final End from;
  private final MemoryListener target;
  private final Wire wire;
  private Cancellable deadline;
  private boolean admitted;

  Dial(End from, MemoryListener target, MemoryNetwork network) {
    this.from = from;
    this.target = target;
    End to = from.opposite(target.owner().surroundings());
    this.wire = network.connect(from, to, this::acceptorEnded);
  }

  CompletionStage<TransportConnection> start() {
    deadline = from.scheduler().schedule(from.settings().dialTimeout(), this::overdue);
    wire.forward().link().carry(0, this::knock);
    return result;
  }

  private synchronized void knock() {
    if (result.isDone()) {
      return;
    }
    if (!target.bound()) {
      answer(() -> fail(MemoryTransport.refused(address(), "nobody listens there")));
      return;
    }
    String refusal = target.owner().admit(from.local());
    if (refusal != null) {
      answer(() -> fail(MemoryTransport.refused(address(), refusal)));
      return;
    }
    admitted = true;
    wire.acceptor().executor().execute(this::accept);
    answer(this::answered);
  }

  private void accept() {
    MemoryConnection accepted = wire.acceptor();
    try {
      target.acceptor().accept(accepted);
    } catch (RuntimeException | Error e) {
      accepted.reset(new CloseReason(CloseReason.Kind.HANDLER_FAILED, "the acceptor threw " + e));
    }
  }

  private void answer(Runnable arrival) {
    wire.backward().link().carry(0, arrival);
  }

  private void answered() {
    from.executor()
        .execute(
            () -> {
              deadline.cancel();
              if (!result.complete(wire.dialler())) {
                wire.dialler().reset(CloseReason.timeout("nobody waits for the dial any more"));
              }
            });
  }

  private void overdue() {
    fail(
        new TransportException(
            "cannot dial %s: no answer within %s; the key %sdial.timeout changes it"
                .formatted(address(), from.settings().dialTimeout(), MemorySettings.PREFIX)));
  }

  private synchronized void fail(TransportException failure) {
    deadline.cancel();
    if (!result.completeExceptionally(failure)) {
      return;
    }
    if (admitted) {
      wire.dialler().reset(CloseReason.timeout(failure.getMessage()));
    } else {
      wire.lose();
    }
  }

  private synchronized void acceptorEnded() {
    if (admitted) {
      admitted = false;
      target.owner().release();
    }
  }

  private Multiaddr address() {
    return from.remote();
  }
}
