// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import java.util.ArrayDeque;

/** What was written to a stream and has not been put into frames yet. Its owner bounds it. */
final class SendQueue {
  private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();
  private long size;

  /** Takes the buffer over. */
  void add(ByteBuf data) {
    if (data.isReadable()) {
      size += data.readableBytes();
      waiting.addLast(data);
    } else {
      data.release();
    }
  }

  long size() {
    return size;
  }

  /** Moves bytes into a buffer that has room for them. */
  void copyTo(ByteBuf target, int count) {
    size -= count;
    int left = count;
    while (left > 0) {
      ByteBuf first = waiting.peekFirst();
      int part = Math.min(left, first.readableBytes());
      target.writeBytes(first, part);
      left -= part;
      dropIfRead(first);
    }
  }

  /** A frame of a header and bytes that are not copied; owned by the caller. */
  ByteBuf frame(ByteBufAllocator allocator, ByteBuf header, int count) {
    CompositeByteBuf frame = allocator.compositeBuffer(waiting.size() + 1);
    frame.addComponent(true, header);
    size -= count;
    int left = count;
    while (left > 0) {
      ByteBuf first = waiting.peekFirst();
      int part = Math.min(left, first.readableBytes());
      left -= part;
      frame.addComponent(true, first.readRetainedSlice(part));
      dropIfRead(first);
    }
    return frame;
  }

  private void dropIfRead(ByteBuf first) {
    if (!first.isReadable()) {
      waiting.removeFirst().release();
    }
  }

  void clear() {
    ByteBuf next;
    while ((next = waiting.pollFirst()) != null) {
      next.release();
    }
    size = 0;
  }
}
