// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.multistream.core;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.p2p.api.channel.CloseReason;

/**
 * Takes one message at a time out of the bytes that arrive, however they are cut. It never takes a
 * byte that follows the message it returns, and never holds more than one message. Not safe for use
 * by many threads.
 */
final class MessageReader {
  private final Limit limit;
  private long offset;
  private long length;
  private int lengthBytes;
  private byte[] body;
  private int filled;

  MessageReader(Limit limit) {
    this.limit = limit;
  }

  /**
   * The next message, without its newline, or nothing if more bytes are needed.
   *
   * @param in read as far as the message goes; still owned by the caller
   * @throws NegotiationException if the bytes are no message, or one above the limit
   */
  Optional<String> next(ByteBuf in) throws NegotiationException {
    while (body == null) {
      if (!in.isReadable()) {
        return Optional.empty();
      }
      readLength(in.readByte());
    }
    int take = Math.min(in.readableBytes(), body.length - filled);
    in.readBytes(body, filled, take);
    filled += take;
    offset += take;
    if (filled < body.length) {
      return Optional.empty();
    }
    return Optional.of(complete());
  }

  /** Whether a message has begun that has not ended. */
  boolean inMessage() {
    return lengthBytes > 0;
  }

  private void readLength(byte next) throws NegotiationException {
    length |= (long) (next & 0x7f) << (7 * lengthBytes);
    lengthBytes++;
    offset++;
    if (!limit.allows(length)) {
      throw new NegotiationException(
          CloseReason.Kind.LIMIT,
          limit.refuse("a multistream-select message at offset " + start(), length).getMessage());
    }
    if (next < 0) {
      if (lengthBytes == 4) {
        throw malformed("its length is not in its shortest form");
      }
      return;
    }
    if (next == 0 && lengthBytes > 1) {
      throw malformed("its length is not in its shortest form");
    }
    if (length == 0) {
      throw malformed("it has not even a newline");
    }
    body = new byte[(int) length];
  }

  private String complete() throws NegotiationException {
    if (body[body.length - 1] != '\n') {
      throw malformed(
          "it ends with the byte 0x%02x, not with a newline".formatted(body[body.length - 1]));
    }
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(body, 0, body.length - 1))
              .toString();
      body = null;
      filled = 0;
      length = 0;
      lengthBytes = 0;
      return text;
    } catch (CharacterCodingException e) {
      throw malformed("it is not UTF-8");
    }
  }

  private long start() {
    return offset - filled - lengthBytes;
  }

  private NegotiationException malformed(String what) {
    return new NegotiationException(
        CloseReason.Kind.PROTOCOL_ERROR,
        "malformed multistream-select message at offset " + start() + ": " + what);
  }
}
