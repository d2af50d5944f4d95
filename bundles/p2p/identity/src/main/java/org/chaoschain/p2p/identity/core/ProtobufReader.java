// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

import org.chaoschain.api.bytes.Bytes;

/**
 * Walks over the fields of one protobuf message. Fields that nobody asks for are skipped. Lengths
 * are checked against what is there before anything is allocated; groups, field number 0 and
 * numbers of more than ten bytes are refused.
 */
final class ProtobufReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;

  private final Bytes source;
  private int position;
  private int fieldStart;
  private int wireType;
  private long seen;

  ProtobufReader(Bytes source) {
    this.source = source;
  }

  /** Whether a field is left; the value of the one before must have been read or skipped. */
  boolean hasNext() {
    return position < source.size();
  }

  /** The number of the next field; one of its value methods or {@link #skip} must follow. */
  int field() throws MalformedInputException {
    fieldStart = position;
    long tag = varint();
    wireType = (int) (tag & 7);
    long number = tag >>> 3;
    if (number == 0 || number > 0x1fffffff) {
      throw malformed("the field number " + number + " is out of range");
    }
    return (int) number;
  }

  /** Where the field began whose value is read. */
  int fieldStart() {
    return fieldStart;
  }

  /** Refuses a second field of this number, which must be below 64. */
  void once(int number) throws MalformedInputException {
    if ((seen & (1L << number)) != 0) {
      throw malformed("the field " + number + " comes twice");
    }
    seen |= 1L << number;
  }

  /** The value as a 64-bit number without sign. */
  long number() throws MalformedInputException {
    expect(VARINT);
    return varint();
  }

  /** The value as bytes. */
  Bytes bytes() throws MalformedInputException {
    expect(LENGTH_DELIMITED);
    int length = length(varint());
    Bytes value = source.slice(position, position + length);
    position += length;
    return value;
  }

  /** Passes over the value. */
  void skip() throws MalformedInputException {
    switch (wireType) {
      case VARINT -> varint();
      case FIXED64 -> pass(8);
      case LENGTH_DELIMITED -> pass(varint());
      case FIXED32 -> pass(4);
      default -> throw malformed("the wire type " + wireType + " is not used");
    }
  }

  private void pass(long announced) throws MalformedInputException {
    position += length(announced);
  }

  private void expect(int type) throws MalformedInputException {
    if (wireType != type) {
      throw malformed("the field has wire type " + wireType + ", not " + type);
    }
  }

  private int length(long announced) throws MalformedInputException {
    int left = source.size() - position;
    if (announced < 0 || announced > left) {
      throw malformed(
          Long.toUnsignedString(announced) + " bytes are announced, " + left + " are left");
    }
    return (int) announced;
  }

  private long varint() throws MalformedInputException {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (position == source.size()) {
        throw malformed("a number is cut off");
      }
      byte next = source.get(position++);
      if (shift == 63 && next > 1) {
        break;
      }
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw malformed("a number has more than 64 bits");
  }

  private MalformedInputException malformed(String reason) {
    return new MalformedInputException(fieldStart, reason);
  }
}
