// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.chaoschain.api.bytes.Bytes;

/** Writes protobuf; a message inside gets its length when it is complete. */
final class WireWriter {
  private byte[] out = new byte[256];
  private int position;

  byte[] toArray() {
    return Arrays.copyOf(out, position);
  }

  private void room(int bytes) {
    if (position + bytes > out.length) {
      out = Arrays.copyOf(out, Math.max(out.length * 2, position + bytes));
    }
  }

  private void varint(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out[position++] = (byte) ((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out[position++] = (byte) rest;
  }

  WireWriter number(int field, long value) {
    varint((long) field << 3);
    varint(value);
    return this;
  }

  private void head(int field, int size) {
    varint(((long) field << 3) | 2);
    varint(size);
    room(size);
  }

  WireWriter bytes(int field, Bytes value) {
    head(field, value.size());
    value.toByteBuffer().get(out, position, value.size());
    position += value.size();
    return this;
  }

  WireWriter optional(int field, Bytes value) {
    return value == null ? this : bytes(field, value);
  }

  WireWriter text(int field, String value) {
    return bytes(field, Bytes.wrap(value.getBytes(StandardCharsets.UTF_8)));
  }

  WireWriter ids(int field, List<MessageId> ids) {
    for (MessageId id : ids) {
      head(field, id.size());
      id.copyTo(out, position);
      position += id.size();
    }
    return this;
  }

  int begin(int field) {
    varint(((long) field << 3) | 2);
    return position;
  }

  /** Puts the length before what was written since the mark. */
  void end(int mark) {
    int size = position - mark;
    int prefix = 1;
    for (int rest = size >>> 7; rest != 0; rest >>>= 7) {
      prefix++;
    }
    room(10);
    System.arraycopy(out, mark, out, mark + prefix, size);
    position = mark;
    varint(size);
    position += size;
  }
}
