// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import io.netty.buffer.ByteBuf;

/**
 * The twelve bytes that begin each frame: version, type, flags, stream id, length.
 *
 * @param type {@link #DATA}, {@link #WINDOW_UPDATE}, {@link #PING} or {@link #GO_AWAY}
 * @param flags a sum of {@link #SYN}, {@link #ACK}, {@link #FIN} and {@link #RST}; other bits mean
 *     nothing
 * @param streamId 0 for the session; an unsigned 32-bit number
 * @param length bytes that follow, a window delta, a ping's value, or an error code; an unsigned
 *     32-bit number
 */
public record FrameHeader(int type, int flags, long streamId, long length) {
  /** The size of a header in bytes. */
  public static final int SIZE = 12;

  /** The only version there is. */
  public static final int VERSION = 0;

  /** Carries bytes of a stream. */
  public static final int DATA = 0;

  /** Lets the remote send more on a stream. */
  public static final int WINDOW_UPDATE = 1;

  /** Measures a round trip. */
  public static final int PING = 2;

  /** Ends the session. */
  public static final int GO_AWAY = 3;

  /** Opens a stream; asks for the answer to a ping. */
  public static final int SYN = 1;

  /** Accepts a stream; answers a ping. */
  public static final int ACK = 2;

  /** Ends one side of a stream. */
  public static final int FIN = 4;

  /** Ends both sides of a stream at once. */
  public static final int RST = 8;

  /** The largest number that a field of 32 bits holds. */
  public static final long MAX_U32 = 0xffff_ffffL;

  /**
   * Reads a header.
   *
   * @param bytes the header begins at the reader index, which moves behind it; at least {@link
   *     #SIZE} bytes are readable; stays with the caller
   * @param offset where the header begins, for the exception
   * @throws MalformedFrameException if version or type are unknown, or the stream id does not fit
   *     the type
   */
  public static FrameHeader read(ByteBuf bytes, long offset) throws MalformedFrameException {
    int version = bytes.readUnsignedByte();
    int type = bytes.readUnsignedByte();
    int flags = bytes.readUnsignedShort();
    long streamId = bytes.readUnsignedInt();
    long length = bytes.readUnsignedInt();
    if (version != VERSION) {
      throw new MalformedFrameException(
          offset, "version %d is unknown; only %d is spoken".formatted(version, VERSION));
    }
    if (type > GO_AWAY) {
      throw new MalformedFrameException(
          offset, "type %d is unknown; the highest is %d".formatted(type, GO_AWAY));
    }
    boolean ofStream = type == DATA || type == WINDOW_UPDATE;
    if (ofStream == (streamId == 0)) {
      throw new MalformedFrameException(
          offset,
          ofStream
              ? "%s for stream 0, which stands for the session".formatted(name(type))
              : "%s for stream %d; it must be for 0".formatted(name(type), streamId));
    }
    return new FrameHeader(type, flags, streamId, length);
  }

  /**
   * Appends this header.
   *
   * @param target has room; stays with the caller
   */
  public void writeTo(ByteBuf target) {
    target.writeByte(VERSION);
    target.writeByte(type);
    target.writeShort(flags);
    target.writeInt((int) streamId);
    target.writeInt((int) length);
  }

  /** Whether a flag is set. */
  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** The type's name in messages. */
  static String name(int type) {
    return switch (type) {
      case DATA -> "data";
      case WINDOW_UPDATE -> "window update";
      case PING -> "ping";
      default -> "go-away";
    };
  }
}
