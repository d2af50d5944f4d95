// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.pubsub.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.stream.Stream;

/** A connected peer, with the streams to it and from it once there are some. Under a lock. */
final class Neighbour {
  private static final Duration REOPEN_FIRST = Duration.ofSeconds(1);
  private static final int REOPEN_DOUBLINGS = 6;

  Connection connection;

  /** What is sent to it, and the stream by which it goes. */
  Outlet outlet;

  Stream stream;

  /** Where it sends, and where it sent before it moved to another connection. */
  Stream inbound;

  Stream older;

  /** The newest inbound stream has not told its subscriptions; those of the older one hold. */
  boolean inboundIsNew;

  boolean opening;
  boolean draining;
  final List<Outgoing> waiting = new ArrayList<>();
  long waitingBytes;
  Cancellable reopen = () -> false;
  int reopened;

  Neighbour(Connection connection) {
    this.connection = connection;
  }

  void disconnected() {
    draining = false;
    outlet = null;
    stream = null;
    opening = false;
    forgetWaiting();
    reopen.cancel();
  }

  void forgetWaiting() {
    waiting.clear();
    waitingBytes = 0;
  }

  /** Before a stream is opened again; it doubles. */
  Duration nextPause() {
    return REOPEN_FIRST.multipliedBy(1L << Math.min(reopened++, REOPEN_DOUBLINGS));
  }

  /**
   * It sends by this stream from now on.
   *
   * @return the stream that is of no use any more, or null
   */
  Stream startInbound(Stream next) {
    boolean moves = inbound != null && inbound.connection() != next.connection();
    Stream useless = moves ? older : inbound;
    older = moves ? inbound : older;
    inbound = next;
    inboundIsNew = moves;
    return useless;
  }

  /** Whether what comes by this stream counts. */
  boolean hears(Stream from) {
    return from == inbound || from == older;
  }

  /** A stream has ended; whether it was the one that counts. */
  boolean endInbound(Stream ended) {
    if (older == ended) {
      older = null;
    }
    boolean counts = inbound == ended;
    if (counts) {
      inbound = null;
      inboundIsNew = false;
    }
    return counts;
  }
}
