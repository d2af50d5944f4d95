// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.memory.core;

import java.util.ArrayDeque;

/** One direction of a connection: what is under way, in order, until the link lets it arrive. */
final class Pipe {
  private final Link link;
  private final ArrayDeque<Signal> underWay = new ArrayDeque<>();
  private MemoryConnection receiver;
  private boolean cut;

  Pipe(Link link) {
    this.link = link;
  }

  void leadsTo(MemoryConnection end) {
    this.receiver = end;
  }

  Link link() {
    return link;
  }

  /** Puts a signal on its way. Called by the sender inside its executor. */
  void send(Signal signal) {
    synchronized (this) {
      if (cut) {
        release(signal);
        return;
      }
      underWay.addLast(signal);
    }
    int bytes = signal instanceof Signal.Data data ? data.bytes().readableBytes() : 0;
    link.carry(bytes, this::arrive);
  }

  /** Queues the receiver's task under the lock, so that two threads cannot change the order. */
  private synchronized void arrive() {
    Signal next = underWay.pollFirst();
    if (next != null) {
      receiver.executor().execute(() -> receiver.arrived(next));
    }
  }

  /** Drops what is under way and all that follows. */
  synchronized void cut() {
    cut = true;
    underWay.forEach(Pipe::release);
    underWay.clear();
  }

  private static void release(Signal signal) {
    if (signal instanceof Signal.Data data) {
      data.bytes().release();
    }
  }
}
