// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.memory.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;

/** Bytes that wait to be sent, without the borders of the buffers in which they came. */
final class Outbox {
  private final ArrayDeque<ByteBuf> buffers = new ArrayDeque<>();
  private final ByteBufAllocator allocator;
  private long size;

  Outbox(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  long size() {
    return size;
  }

  /** Takes the buffer over. */
  void add(ByteBuf data) {
    size += data.readableBytes();
    buffers.addLast(data);
  }

  /** A new buffer with the first {@code count} bytes, which the caller owns. */
  ByteBuf take(int count) {
    ByteBuf piece = allocator.buffer(count, count);
    while (piece.readableBytes() < count) {
      ByteBuf head = buffers.getFirst();
      piece.writeBytes(head, Math.min(head.readableBytes(), count - piece.readableBytes()));
      if (!head.isReadable()) {
        buffers.removeFirst().release();
      }
    }
    size -= count;
    return piece;
  }

  void clear() {
    buffers.forEach(ByteBuf::release);
    buffers.clear();
    size = 0;
  }
}
