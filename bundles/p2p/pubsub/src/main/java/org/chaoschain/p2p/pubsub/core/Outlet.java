// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.pubsub.core;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.pubsub.core.Outgoing.Keep;

/**
 * The stream on which one peer is sent RPCs, with the queue of those that wait because the peer
 * does not read fast enough. When the queue is full, what matters least leaves first, of that the
 * oldest; each loss is counted. What is never left out goes back when there is no room for it, as
 * both sides would differ from then on. Inside the stream's executor.
 */
final class Outlet implements DuplexHandler {
  private static final List<Keep> LEAST_FIRST = List.of(Keep.LAST, Keep.SECOND, Keep.FIRST);

  private final Stream stream;
  private final StreamLimits limits;
  private final Runnable closed;
  private final Predicate<Outgoing> takesBack;
  private final Deque<Outgoing> queue = new ArrayDeque<>();
  private long queued;
  private boolean writable = true;
  private boolean finishing;

  /**
   * Makes an outlet.
   *
   * @param closed run when the stream has ended
   * @param takesBack is given what does not fit although it must not be left out; answers whether
   *     it will tell it again, else the stream is reset
   */
  Outlet(Stream stream, StreamLimits limits, Runnable closed, Predicate<Outgoing> takesBack) {
    this.stream = stream;
    this.limits = limits;
    this.closed = closed;
    this.takesBack = takesBack;
  }

  /** Sends an RPC now or later, from any thread, in the order of the calls. */
  void post(Outgoing rpc) {
    stream.executor().execute(() -> send(rpc));
  }

  /** Takes out what waits and is of no use any more, from any thread. */
  void cancel(Predicate<Outgoing> useless) {
    stream.executor().execute(() -> remove(useless));
  }

  private void remove(Predicate<Outgoing> useless) {
    Iterator<Outgoing> waiting = queue.iterator();
    while (waiting.hasNext()) {
      Outgoing next = waiting.next();
      if (useless.test(next)) {
        queued -= next.size();
        waiting.remove();
        limits.counter("cancelled").increment();
      }
    }
  }

  private void send(Outgoing rpc) {
    if (stream.closed()) {
      return;
    }
    queue.addLast(rpc);
    queued += rpc.size();
    flush();
    if (!limits.maxQueue().allows(queued)) {
      makeRoom();
    }
  }

  private void makeRoom() {
    for (Keep least : LEAST_FIRST) {
      Iterator<Outgoing> oldestFirst = queue.iterator();
      while (!limits.maxQueue().allows(queued) && oldestFirst.hasNext()) {
        Outgoing oldest = oldestFirst.next();
        if (oldest.keep() == least) {
          limits.maxQueue().refused().increment();
          limits.counter("shed", "what", least.label()).increment();
          queued -= oldest.size();
          oldestFirst.remove();
        }
      }
    }
    while (!limits.maxQueue().allows(queued) && !queue.isEmpty()) {
      Outgoing newest = queue.removeLast();
      queued -= newest.size();
      limits.maxQueue().refused().increment();
      limits.counter("shed", "what", newest.keep().label()).increment();
      if (!takesBack.test(newest)) {
        stream.reset(
            CloseReason.limit(limits.maxQueue().refuse(stream.toString(), queued).getMessage()));
      }
    }
  }

  private void flush() {
    Outgoing next;
    while (writable && (next = queue.pollFirst()) != null) {
      queued -= next.size();
      writable = stream.write(FrameDecoder.encode(next.rpc()));
    }
    if (finishing && queue.isEmpty()) {
      stream.close();
    }
  }

  /** Ends the stream, from any thread, once all that was posted has gone out. */
  void finish() {
    stream
        .executor()
        .execute(
            () -> {
              finishing = true;
              flush();
            });
  }

  /** Ends the stream, from any thread, once what was posted and is welcome has gone out. */
  void close() {
    stream.executor().execute(stream::close);
  }

  @Override
  public void onWritable() {
    writable = true;
    flush();
  }

  @Override
  public void onRead(ByteBuf data) {
    data.release();
    limits.counter("violations").increment();
    stream.reset(CloseReason.protocolError(stream + ": a peer answers where it only listens"));
  }

  @Override
  public void onClosed(CloseReason reason) {
    queue.clear();
    queued = 0;
    closed.run();
  }
}
