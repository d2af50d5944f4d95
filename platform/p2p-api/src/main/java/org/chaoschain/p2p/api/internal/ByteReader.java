// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.internal;

import java.io.ByteArrayOutputStream;
import org.chaoschain.api.bytes.Bytes;

/**
 * Reads unsigned varints and length-prefixed bytes from front to back. Not safe for use by many
 * threads.
 */
public final class ByteReader {
  private static final int MAX_VARINT_BYTES = 9;

  private final Bytes source;
  private int position;

  /** Starts at the first byte. */
  public ByteReader(Bytes source) {
    this.source = source;
  }

  /** The offset of the next byte. */
  public int position() {
    return position;
  }

  /** Whether a byte is left. */
  public boolean hasMore() {
    return position < source.size();
  }

  /**
   * Reads an unsigned varint as the unsigned-varint specification of multiformats has it: at most 9
   * bytes, in the shortest form.
   *
   * @return 0 or more
   * @throws MalformedBytesException if it is cut off, too long or not in the shortest form
   */
  public long varint() {
    int start = position;
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      if (!hasMore()) {
        throw new MalformedBytesException(start, "the number is cut off");
      }
      byte next = source.get(position++);
      value |= (long) (next & 0x7f) << (7 * i);
      if (next >= 0) {
        if (next == 0 && i > 0) {
          throw new MalformedBytesException(start, "the number is not in its shortest form");
        }
        return value;
      }
    }
    throw new MalformedBytesException(
        start, "the number has more than " + MAX_VARINT_BYTES + " bytes");
  }

  /**
   * Reads that many bytes.
   *
   * @param length any number; it is checked against what is left before anything is allocated
   * @throws MalformedBytesException if fewer are left
   */
  public Bytes bytes(long length) {
    int left = source.size() - position;
    if (length < 0 || length > left) {
      throw new MalformedBytesException(
          position, length + " bytes are announced, " + left + " are left");
    }
    Bytes part = source.slice(position, position + (int) length);
    position += (int) length;
    return part;
  }

  /** Appends an unsigned varint in its shortest form. */
  public static void writeVarint(ByteArrayOutputStream target, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      target.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    target.write((int) rest);
  }
}
