// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import java.io.ByteArrayOutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.chaoschain.api.bytes.Bytes;

/** Reads the fields of a protobuf message from front to back. Not safe for use by many threads. */
final class PayloadReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;
  private static final long MAX_FIELD = (1L << 29) - 1;
  private static final int MAX_VARINT_BYTES = 10;

  private final Bytes source;
  private final int end;
  private int position;
  private int start;
  private int field;
  private int wireType;

  PayloadReader(Bytes source, int from, int end) {
    this.source = source;
    this.position = from;
    this.end = end;
  }

  /** Reads the tag of the next field; false at the end. */
  boolean next() throws NoiseException {
    start = position;
    if (position == end) {
      return false;
    }
    long tag = varint();
    long number = tag >>> 3;
    if (number < 1 || number > MAX_FIELD) {
      throw malformed("a field has the number " + Long.toUnsignedString(number));
    }
    field = (int) number;
    wireType = (int) (tag & 7);
    return true;
  }

  /** The number of the field. */
  int field() {
    return field;
  }

  /** The field's bytes, which must not have been there before. */
  Bytes once(Bytes before) throws NoiseException {
    if (before != null) {
      throw malformed("the field " + field + " is there twice");
    }
    int from = delimited();
    return source.slice(from, position);
  }

  /** The field's text. */
  String text() throws NoiseException {
    int from = delimited();
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(source.slice(from, position).toByteBuffer())
          .toString();
    } catch (CharacterCodingException e) {
      throw malformed("the field " + field + " is not UTF-8");
    }
  }

  /** The field's message. */
  PayloadReader nested() throws NoiseException {
    int from = delimited();
    return new PayloadReader(source, from, position);
  }

  /** Passes over a field that is not known. */
  void skip() throws NoiseException {
    switch (wireType) {
      case VARINT -> varint();
      case FIXED64 -> advance(8);
      case LENGTH_DELIMITED -> delimited();
      case FIXED32 -> advance(4);
      default -> throw malformed("the field " + field + " has the wire type " + wireType);
    }
  }

  NoiseException malformed(String what) {
    return new NoiseException(
        NoiseException.Cause.MALFORMED,
        "malformed handshake payload at offset " + start + ": " + what);
  }

  /** Advances to the end of the field and returns where its content begins. */
  private int delimited() throws NoiseException {
    if (wireType != LENGTH_DELIMITED) {
      throw malformed(
          "the field %d has the wire type %d, not %d".formatted(field, wireType, LENGTH_DELIMITED));
    }
    long length = varint();
    int from = position;
    advance(length);
    return from;
  }

  private void advance(long length) throws NoiseException {
    if (length < 0 || length > end - position) {
      throw malformed(
          "the field %d has %s bytes, %d are left"
              .formatted(field, Long.toUnsignedString(length), end - position));
    }
    position += (int) length;
  }

  private long varint() throws NoiseException {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      if (position == end) {
        throw malformed("a number is cut off");
      }
      byte next = source.get(position++);
      if (i == MAX_VARINT_BYTES - 1 && (next & 0xfe) != 0) {
        break;
      }
      value |= (long) (next & 0x7f) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw malformed("a number has more than 64 bits");
  }

  /** Appends a length-delimited field. */
  static void writeField(ByteArrayOutputStream out, int field, byte[] content) {
    out.write((field << 3) | LENGTH_DELIMITED);
    int rest = content.length;
    while (rest > 0x7f) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
    out.writeBytes(content);
  }
}
