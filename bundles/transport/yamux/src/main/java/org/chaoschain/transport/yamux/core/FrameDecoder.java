// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Cuts a sequence of bytes, which comes in pieces of any size, into frames. The bytes of a data
 * frame are passed on as they come, so nothing but a header is ever kept.
 */
final class FrameDecoder {
  /** Receives the parts of frames. */
  interface Sink {
    /** A frame begins. The bytes of a data frame follow. */
    void onHeader(FrameHeader header, long offset) throws MalformedFrameException;

    /**
     * Bytes of the data frame whose header came last.
     *
     * @param data taken over
     */
    void onPayload(ByteBuf data);

    /** All bytes of the data frame have come. */
    void onDataEnd();

    /** Whether more is welcome. */
    boolean open();
  }

  private final ByteBuf header = Unpooled.buffer(FrameHeader.SIZE, FrameHeader.SIZE);
  private long offset;
  private long payload;

  /**
   * Takes in bytes.
   *
   * @param chunk read to its end, but not released
   */
  void feed(ByteBuf chunk, Sink sink) throws MalformedFrameException {
    while (chunk.isReadable() && sink.open()) {
      if (payload > 0) {
        int size = (int) Math.min(payload, chunk.readableBytes());
        payload -= size;
        offset += size;
        sink.onPayload(chunk.readRetainedSlice(size));
        if (payload == 0) {
          sink.onDataEnd();
        }
      } else {
        int size = Math.min(header.writableBytes(), chunk.readableBytes());
        header.writeBytes(chunk, size);
        offset += size;
        if (!header.isWritable()) {
          begin(sink);
        }
      }
    }
  }

  private void begin(Sink sink) throws MalformedFrameException {
    long start = offset - FrameHeader.SIZE;
    FrameHeader next = FrameHeader.read(header, start);
    header.clear();
    boolean data = next.type() == FrameHeader.DATA;
    payload = data ? next.length() : 0;
    sink.onHeader(next, start);
    if (data && payload == 0) {
      sink.onDataEnd();
    }
  }

  /** Whether the bytes so far end between two frames. */
  boolean atBorder() {
    return payload == 0 && header.readableBytes() == 0;
  }
}
