// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.floodsub.core;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.stream.Stream;

/**
 * The stream on which one peer is sent RPCs, with the queue of those that wait because the peer
 * does not read fast enough. When the queue is full the oldest messages leave first; changes of
 * subscriptions never do, since both sides would differ from then on. Inside the stream's executor.
 */
final class Outlet implements DuplexHandler {
  /** What waits: an encoded RPC, and whether it may be left out. */
  private static final class Waiting {
    final byte[] rpc;
    final boolean droppable;

    Waiting(byte[] rpc, boolean droppable) {
      this.rpc = rpc;
      this.droppable = droppable;
    }
  }

  private final Stream stream;
  private final Limit maxQueue;
  private final Metrics metrics;
  private final Runnable closed;
  private final Deque<Waiting> queue = new ArrayDeque<>();
  private long queued;
  private boolean writable = true;
  private boolean finishing;

  Outlet(Stream stream, Limit maxQueue, Metrics metrics, Runnable closed) {
    this.stream = stream;
    this.maxQueue = maxQueue;
    this.metrics = metrics;
    this.closed = closed;
  }

  /** Sends an RPC now or later, from any thread, in the order of the calls. */
  void post(byte[] rpc, boolean droppable) {
    stream.executor().execute(() -> send(rpc, droppable));
  }

  private void send(byte[] rpc, boolean droppable) {
    if (stream.closed()) {
      return;
    }
    queue.addLast(new Waiting(rpc, droppable));
    queued += rpc.length;
    flush();
    if (!maxQueue.allows(queued)) {
      makeRoom();
    }
  }

  private void makeRoom() {
    Iterator<Waiting> oldestFirst = queue.iterator();
    while (!maxQueue.allows(queued) && oldestFirst.hasNext()) {
      Waiting oldest = oldestFirst.next();
      if (oldest.droppable) {
        maxQueue.refused().increment();
        queued -= oldest.rpc.length;
        oldestFirst.remove();
      }
    }
    if (!maxQueue.allows(queued)) {
      stream.reset(CloseReason.limit(maxQueue.refuse(stream.toString(), queued).getMessage()));
    }
  }

  private void flush() {
    Waiting next;
    while (writable && (next = queue.pollFirst()) != null) {
      queued -= next.rpc.length;
      writable = stream.write(FrameDecoder.encode(next.rpc));
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
    metrics.counter("p2p.floodsub.violations").increment();
    stream.reset(CloseReason.protocolError(stream + ": a peer answers where it only listens"));
  }

  @Override
  public void onClosed(CloseReason reason) {
    queue.clear();
    queued = 0;
    closed.run();
  }
}
