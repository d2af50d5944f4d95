// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.multistream.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The messages of multistream-select and their wire form: varint length, text, newline. */
final class Messages {
  /** The protocol id of multistream-select itself. */
  static final String HEADER = "/multistream/1.0.0";

  /** The proposed protocol is not available. */
  static final String NOT_AVAILABLE = "na";

  /** Asks for the list of protocols. */
  static final String LIST = "ls";

  private static final byte[] NEWLINE = {'\n'};

  private Messages() {}

  /** The wire form of messages, one after the other. The caller owns the buffer. */
  static ByteBuf encode(String... messages) {
    ByteBuf out = ByteBufAllocator.DEFAULT.buffer(64);
    for (String message : messages) {
      write(out, line(message));
    }
    return out;
  }

  /**
   * The answer to {@code ls}: one message that contains a message for each protocol and ends with a
   * newline. Protocols that do not fit into the limit are left out. The caller owns the buffer.
   */
  static ByteBuf encodeList(Collection<String> protocols, long maxBytes) {
    List<byte[]> lines = new ArrayList<>();
    int total = NEWLINE.length;
    for (String protocol : protocols) {
      byte[] line = line(protocol);
      int size = varintSize(line.length) + line.length;
      if (total + size <= maxBytes) {
        lines.add(line);
        total += size;
      }
    }
    ByteBuf out = ByteBufAllocator.DEFAULT.buffer(varintSize(total) + total);
    writeVarint(out, total);
    lines.forEach(line -> write(out, line));
    return out.writeBytes(NEWLINE);
  }

  /** The size of a message in bytes, with its newline and without its length. */
  static int size(String message) {
    return line(message).length;
  }

  private static byte[] line(String message) {
    return (message + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void write(ByteBuf out, byte[] line) {
    writeVarint(out, line.length);
    out.writeBytes(line);
  }

  private static void writeVarint(ByteBuf out, int value) {
    int rest = value;
    while (rest > 0x7f) {
      out.writeByte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.writeByte(rest);
  }

  private static int varintSize(int value) {
    int size = 1;
    for (int rest = value >>> 7; rest > 0; rest >>>= 7) {
      size++;
    }
    return size;
  }
}
