// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Frames as the remote would write them, byte by byte. */
final class Frames {
  static final int DATA = 0;
  static final int WINDOW = 1;
  static final int PING = 2;
  static final int GO_AWAY = 3;
  static final int SYN = 1;
  static final int ACK = 2;
  static final int FIN = 4;
  static final int RST = 8;

  private Frames() {}

  static ByteBuf frame(int type, int flags, long id, long length) {
    return header(0, type, flags, id, length);
  }

  static ByteBuf header(int version, int type, int flags, long id, long length) {
    return Unpooled.buffer(12)
        .writeByte(version)
        .writeByte(type)
        .writeShort(flags)
        .writeInt((int) id)
        .writeInt((int) length);
  }

  static ByteBuf data(long id, int flags, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return frame(DATA, flags, id, bytes.length).writeBytes(bytes);
  }

  static ByteBuf data(long id, int flags, int size) {
    return frame(DATA, flags, id, size).writeZero(size);
  }

  static ByteBuf joined(ByteBuf... frames) {
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf frame : frames) {
      all.writeBytes(frame);
      frame.release();
    }
    return all;
  }
}
