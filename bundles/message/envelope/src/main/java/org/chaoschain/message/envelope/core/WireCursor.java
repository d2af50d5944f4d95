// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import org.chaoschain.message.envelope.core.MalformedEnvelopeException.Reason;

/** Reads the top level of a message field by field, more strictly than protobuf asks for. */
final class WireCursor {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH_DELIMITED = 2;
  static final int FIXED32 = 5;

  private static final int TAG_BITS = 32;
  private static final int VALUE_BITS = 64;

  private final byte[] wire;
  private int position;
  private int fieldStart;
  private int number;
  private int wireType;
  private int bodyStart;

  WireCursor(byte[] wire) {
    this.wire = wire;
  }

  boolean atEnd() {
    return position == wire.length;
  }

  int fieldStart() {
    return fieldStart;
  }

  int number() {
    return number;
  }

  int wireType() {
    return wireType;
  }

  /**
   * Where the bytes of a length-delimited field begin, behind its length; of another field, where
   * its value begins.
   */
  int bodyStart() {
    return bodyStart;
  }

  int bodyLength() {
    return position - bodyStart;
  }

  /** Reads one whole field and stands behind it. */
  void next() throws MalformedEnvelopeException {
    fieldStart = position;
    int tag = (int) varint(TAG_BITS);
    number = tag >>> 3;
    wireType = tag & 7;
    if (number == 0) {
      throw new MalformedEnvelopeException(
          Reason.FIELD_NUMBER, fieldStart, "0", "allowed are 1 to 536870911");
    }
    bodyStart = position;
    switch (wireType) {
      case VARINT -> varint(VALUE_BITS);
      case FIXED64 -> skip(8);
      case LENGTH_DELIMITED -> {
        long length = varint(VALUE_BITS);
        bodyStart = position;
        skip(length);
      }
      case FIXED32 -> skip(4);
      default ->
          throw new MalformedEnvelopeException(
              Reason.WIRE_TYPE,
              fieldStart,
              Integer.toString(wireType),
              "allowed are 0, 1, 2 and 5");
    }
  }

  private void skip(long bytes) throws MalformedEnvelopeException {
    int left = wire.length - position;
    if (bytes < 0 || bytes > left) {
      throw new MalformedEnvelopeException(
          Reason.TRUNCATED,
          fieldStart,
          "a field of " + Long.toUnsignedString(bytes) + " bytes",
          left + " bytes are left");
    }
    position += (int) bytes;
  }

  private long varint(int bits) throws MalformedEnvelopeException {
    int start = position;
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      if (position == wire.length) {
        throw new MalformedEnvelopeException(
            Reason.TRUNCATED, start, "a varint without its last byte", "0 bytes are left");
      }
      int b = wire[position++] & 0xff;
      int group = b & 0x7f;
      if (shift + 7 > bits && group >>> (bits - shift) != 0) {
        throw new MalformedEnvelopeException(
            Reason.VARINT_OVERFLOW,
            start,
            "more than " + bits + " bits",
            "at most " + bits + " bits fit");
      }
      value |= (long) group << shift;
      if (b < 0x80) {
        if (group == 0 && shift > 0) {
          throw new MalformedEnvelopeException(
              Reason.OVERLONG_VARINT,
              start,
              position - start + " bytes",
              "the shortest form is required");
        }
        return value;
      }
      if (shift + 7 >= bits) {
        throw new MalformedEnvelopeException(
            Reason.VARINT_OVERFLOW,
            start,
            "more than " + bits + " bits",
            "at most " + bits + " bits fit");
      }
    }
  }
}
