// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.chaoschain.api.bytes.Bytes;

/**
 * Walks over the fields of protobuf messages inside one array, without copying what nobody asks
 * for. Lengths are checked against what is there first; groups are refused.
 */
final class WireReader {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;

  private final byte[] source;
  private int position;
  private int end;
  private int wireType;

  WireReader(byte[] source) {
    this.source = source;
    this.end = source.length;
  }

  boolean hasNext() {
    return position < end;
  }

  int position() {
    return position;
  }

  /** The number of the next field; its value must be taken or skipped then. */
  int field() throws MalformedRpcException {
    long tag = varint();
    wireType = (int) (tag & 7);
    long number = tag >>> 3;
    if (number == 0 || number > 0x1fffffff) {
      throw malformed("the field number " + number + " is out of range");
    }
    return (int) number;
  }

  /** A number, 64 bits without sign. */
  long number() throws MalformedRpcException {
    expect(VARINT);
    return varint();
  }

  /** The size of a value of bytes; its bytes follow. */
  int size() throws MalformedRpcException {
    expect(LENGTH_DELIMITED);
    return length(varint());
  }

  /** Passes over the value. */
  void skip() throws MalformedRpcException {
    switch (wireType) {
      case VARINT -> varint();
      case FIXED64 -> pass(8);
      case LENGTH_DELIMITED -> pass(varint());
      case FIXED32 -> pass(4);
      default -> throw malformed("the wire type " + wireType + " is not used");
    }
  }

  /** Passes over bytes whose size is known to be right. */
  void leap(int size) {
    position += size;
  }

  Bytes bytes(int size) {
    return Bytes.wrap(array(size));
  }

  byte[] array(int size) {
    byte[] copy = Arrays.copyOfRange(source, position, position + size);
    position += size;
    return copy;
  }

  String text(int size) throws MalformedRpcException {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(source, position, size))
              .toString();
      position += size;
      return text;
    } catch (CharacterCodingException e) {
      throw malformed("a topic is no UTF-8");
    }
  }

  /**
   * Goes into a message of that size: {@link #hasNext} is false at its end.
   *
   * @return where the outer message ends, for {@link #leave}
   */
  int enter(int size) {
    int outer = end;
    end = position + size;
    return outer;
  }

  void leave(int outer) {
    end = outer;
  }

  MalformedRpcException malformed(String reason) {
    return new MalformedRpcException("at byte " + position + ": " + reason);
  }

  private void pass(long announced) throws MalformedRpcException {
    position += length(announced);
  }

  private void expect(int type) throws MalformedRpcException {
    if (wireType != type) {
      throw malformed("the field has wire type " + wireType + ", not " + type);
    }
  }

  private int length(long announced) throws MalformedRpcException {
    int left = end - position;
    if (announced < 0 || announced > left) {
      throw malformed(
          Long.toUnsignedString(announced) + " bytes are announced, " + left + " are left");
    }
    return (int) announced;
  }

  private long varint() throws MalformedRpcException {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (position == end) {
        throw malformed("a number is cut off");
      }
      byte next = source[position++];
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
}
