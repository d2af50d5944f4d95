// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Takes one frame at a time out of the bytes that arrive, however they are cut: two bytes of
 * length, then so many bytes. It never takes a byte that follows the frame, and holds at most one
 * frame, for which memory is taken as it arrives. Not safe for use by many threads.
 */
final class FrameReader {
  /** The size of the length, in bytes. */
  static final int HEADER_SIZE = 2;

  private static final int LENGTH_UNKNOWN = -1;

  private byte[] frame = new byte[512];
  private int filled;
  private int headerBytes;
  private int high;
  private int length = LENGTH_UNKNOWN;

  /** Looks at the length of a frame before memory is taken for it. */
  interface LengthCheck {
    void check(int length) throws NoiseException;
  }

  /**
   * Reads on.
   *
   * @param in read as far as the frame goes; still owned by the caller
   * @return whether a frame is complete: then {@link #frame} and {@link #length} are it, until the
   *     next call
   */
  boolean next(ByteBuf in, LengthCheck check) throws NoiseException {
    if (length != LENGTH_UNKNOWN && filled == length) {
      begin();
    }
    while (length == LENGTH_UNKNOWN) {
      if (!in.isReadable()) {
        return false;
      }
      int next = in.readUnsignedByte();
      headerBytes++;
      if (headerBytes < HEADER_SIZE) {
        high = next;
      } else {
        check.check((high << 8) | next);
        length = (high << 8) | next;
      }
    }
    int take = Math.min(in.readableBytes(), length - filled);
    if (frame.length < filled + take) {
      frame = Arrays.copyOf(frame, Math.min(length, Math.max(2 * frame.length, filled + take)));
    }
    in.readBytes(frame, filled, take);
    filled += take;
    return filled == length;
  }

  /** The array whose first {@link #length} bytes are the frame. */
  byte[] frame() {
    return frame;
  }

  /** The length of the frame in bytes, 0 to 65535. */
  int length() {
    return length;
  }

  /** Whether a frame has begun that has not ended. */
  boolean inFrame() {
    return headerBytes > 0 && (length == LENGTH_UNKNOWN || filled < length);
  }

  /** How far the frame has arrived, for messages to people. */
  String progress() {
    return length == LENGTH_UNKNOWN
        ? headerBytes + " of " + HEADER_SIZE + " bytes of its length"
        : filled + " of " + length + " bytes";
  }

  private void begin() {
    headerBytes = 0;
    filled = 0;
    length = LENGTH_UNKNOWN;
  }
}
