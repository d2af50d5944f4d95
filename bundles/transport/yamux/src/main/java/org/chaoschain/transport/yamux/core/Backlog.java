// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;

/**
 * Bytes that a slow reader has not taken. They are copied together: a remote could otherwise make a
 * few bytes hold a whole network buffer, or fill the window with buffers of one byte.
 */
final class Backlog {
  private static final int PIECE = 4096;

  private final ByteBufAllocator allocator;
  private final ArrayDeque<ByteBuf> pieces = new ArrayDeque<>();
  private long size;

  Backlog(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  /** Takes the buffer over. */
  void add(ByteBuf data) {
    size += data.readableBytes();
    ByteBuf last = pieces.peekLast();
    if (last != null && last.isWritable()) {
      last.writeBytes(data, Math.min(last.writableBytes(), data.readableBytes()));
    }
    if (data.isReadable()) {
      int capacity = Math.max(PIECE, data.readableBytes());
      pieces.addLast(allocator.buffer(capacity, capacity).writeBytes(data));
    }
    data.release();
  }

  /** The oldest bytes, owned by the caller. */
  ByteBuf remove() {
    ByteBuf first = pieces.removeFirst();
    size -= first.readableBytes();
    return first;
  }

  long size() {
    return size;
  }

  void clear() {
    ByteBuf next;
    while ((next = pieces.pollFirst()) != null) {
      next.release();
    }
    size = 0;
  }
}
