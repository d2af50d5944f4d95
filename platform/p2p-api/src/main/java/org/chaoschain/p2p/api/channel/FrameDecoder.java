// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;

/**
 * Splits a stream of bytes into frames, each preceded by its length as an unsigned varint, as most
 * libp2p protocols do. A frame is collected only as far as its announced length, which is checked
 * against the limit first.
 *
 * <p>For one thread at a time. {@link #release} frees what is left.
 */
public final class FrameDecoder {
  private static final int MAX_LENGTH_BYTES = 5;
  private static final int FIRST_ALLOCATION = 4096;

  private final String scope;
  private final Limit limit;
  private long length;
  private int lengthBytes;
  private ByteBuf frame;
  private boolean failed;

  /** A length that is no varint of this protocol. The message says what was found and where. */
  public static final class MalformedFrameException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedFrameException(String message) {
      super(message);
    }
  }

  /**
   * Makes a decoder.
   *
   * @param scope who sends, for refusals
   * @param limit the largest frame, without its length
   */
  public FrameDecoder(String scope, Limit limit) {
    this.scope = scope;
    this.limit = limit;
  }

  /**
   * Takes bytes in and hands out each frame that is complete.
   *
   * @param data taken over
   * @param frames is given each frame, empty ones included, and owns it
   * @throws LimitExceededException if a frame is announced as larger than the limit; nothing more
   *     is accepted
   * @throws MalformedFrameException if a length is no varint of minimal form or longer than five
   *     bytes; likewise
   */
  public void decode(ByteBuf data, Consumer<ByteBuf> frames)
      throws LimitExceededException, MalformedFrameException {
    try {
      while (!failed && (data.isReadable() || (frame != null && complete()))) {
        if (frame == null && !readLength(data)) {
          return;
        }
        frame.writeBytes(data, Math.min(data.readableBytes(), frame.maxWritableBytes()));
        if (complete()) {
          ByteBuf whole = frame;
          frame = null;
          frames.accept(whole);
        }
      }
    } catch (LimitExceededException | MalformedFrameException e) {
      failed = true;
      throw e;
    } finally {
      data.release();
    }
  }

  /** Whether a frame has begun and is not complete. */
  public boolean incomplete() {
    return frame != null || lengthBytes > 0;
  }

  /** Frees what is left; nothing is accepted any more. */
  public void release() {
    failed = true;
    if (frame != null) {
      frame.release();
      frame = null;
    }
  }

  /** The frame with its length before it. Takes {@code body} over. */
  public static ByteBuf encode(ByteBuf body) {
    ByteBuf prefix = Unpooled.buffer(MAX_LENGTH_BYTES);
    int rest = body.readableBytes();
    while (rest >= 0x80) {
      prefix.writeByte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    prefix.writeByte(rest);
    return Unpooled.wrappedBuffer(prefix, body);
  }

  /** The frame with its length before it. The array is not copied and must not change. */
  public static ByteBuf encode(byte[] body) {
    return encode(Unpooled.wrappedBuffer(body));
  }

  private boolean complete() {
    return frame.maxWritableBytes() == 0;
  }

  private boolean readLength(ByteBuf data) throws LimitExceededException, MalformedFrameException {
    while (data.isReadable()) {
      int b = data.readUnsignedByte();
      if (lengthBytes == MAX_LENGTH_BYTES) {
        throw new MalformedFrameException(
            scope + ": a frame's length has more than " + MAX_LENGTH_BYTES + " bytes");
      }
      length |= (long) (b & 0x7f) << (7 * lengthBytes++);
      if ((b & 0x80) == 0) {
        if (b == 0 && lengthBytes > 1) {
          throw new MalformedFrameException(scope + ": a frame's length is not in minimal form");
        }
        limit.check(scope, length);
        frame = Unpooled.buffer((int) Math.min(length, FIRST_ALLOCATION), (int) length);
        length = 0;
        lengthBytes = 0;
        return true;
      }
    }
    return false;
  }
}
