// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.floodsub.core;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.stream.Stream;

/**
 * The stream on which one peer is sent RPCs, with the queue of those that wait because the peer
 * does not read fast enough. When the queue is full the oldest leave first. Inside the stream's
 * executor.
 */
final class Outlet implements DuplexHandler {
  private final Stream stream;
  private final Limit maxQueue;
  private final Runnable closed;
  private final Deque<byte[]> queue = new ArrayDeque<>();
  private long queued;
  private boolean writable = true;

  Outlet(Stream stream, Limit maxQueue, Runnable closed) {
    this.stream = stream;
    this.maxQueue = maxQueue;
    this.closed = closed;
  }

  void send(byte[] rpc) {
    queue.addLast(rpc);
    queued += rpc.length;
    flush();
    while (!maxQueue.allows(queued)) {
      maxQueue.refused().increment();
      queued -= queue.removeFirst().length;
    }
  }

  private void flush() {
    byte[] next;
    while (writable && (next = queue.pollFirst()) != null) {
      queued -= next.length;
      writable = stream.write(FrameDecoder.encode(next));
    }
  }

  void close() {
    stream.close();
  }

  @Override
  public void onWritable() {
    writable = true;
    flush();
  }

  @Override
  public void onRead(ByteBuf data) {
    data.release();
    stream.reset(CloseReason.protocolError(stream + ": a peer answers where it only listens"));
  }

  @Override
  public void onClosed(CloseReason reason) {
    queue.clear();
    queued = 0;
    closed.run();
  }
}
