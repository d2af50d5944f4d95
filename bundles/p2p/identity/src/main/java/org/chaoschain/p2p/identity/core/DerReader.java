// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

import java.math.BigInteger;
import org.chaoschain.api.bytes.Bytes;

/**
 * Reads the few elements of DER (ITU-T X.690) that keys and signatures are made of, and accepts
 * nothing that DER would write in another way.
 */
final class DerReader {
  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int OBJECT_ID = 0x06;
  static final int SEQUENCE = 0x30;

  private final Bytes source;
  private final int end;
  private int position;

  DerReader(Bytes source) {
    this(source, 0, source.size());
  }

  private DerReader(Bytes source, int position, int end) {
    this.source = source;
    this.position = position;
    this.end = end;
  }

  int position() {
    return position;
  }

  boolean hasMore() {
    return position < end;
  }

  /** The content of the next element, which must have this tag. */
  DerReader enter(int tag) throws MalformedInputException {
    int start = position;
    int found = octet();
    if (found != tag) {
      throw new MalformedInputException(
          start, "the DER tag is 0x%02x, not 0x%02x".formatted(found, tag));
    }
    int length = length();
    if (length > end - position) {
      throw new MalformedInputException(
          start, length + " bytes are announced, " + (end - position) + " are left");
    }
    DerReader content = new DerReader(source, position, position + length);
    position += length;
    return content;
  }

  /** The bytes of the next element, which must have this tag. */
  Bytes bytes(int tag) throws MalformedInputException {
    return enter(tag).rest();
  }

  /** A non-negative integer in its shortest form. */
  BigInteger unsigned() throws MalformedInputException {
    int start = position;
    Bytes content = bytes(INTEGER);
    boolean padded = content.size() > 1 && content.get(0) == 0 && content.get(1) >= 0;
    if (content.isEmpty() || content.get(0) < 0 || padded) {
      throw new MalformedInputException(
          start, "it is no non-negative integer in its shortest form");
    }
    return new BigInteger(content.toArray());
  }

  /** The bytes of a bit string whose number of bits is a multiple of eight. */
  Bytes wholeBits() throws MalformedInputException {
    int start = position;
    DerReader content = enter(BIT_STRING);
    if (content.octet() != 0) {
      throw new MalformedInputException(start, "the bit string has unused bits");
    }
    return content.rest();
  }

  /** Demands these bytes next. */
  void expect(Bytes expected, String what) throws MalformedInputException {
    if (expected.size() > end - position
        || !source.slice(position, position + expected.size()).equals(expected)) {
      throw new MalformedInputException(position, "it is not " + what);
    }
    position += expected.size();
  }

  /** Demands that nothing is left. */
  void expectEnd() throws MalformedInputException {
    if (hasMore()) {
      throw new MalformedInputException(position, (end - position) + " bytes too many");
    }
  }

  private Bytes rest() {
    Bytes rest = source.slice(position, end);
    position = end;
    return rest;
  }

  private int length() throws MalformedInputException {
    int start = position;
    int first = octet();
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = 0; i < (first & 0x7f); i++) {
      length = (length << 8) | octet();
      if (i > 2 || length == 0) {
        throw new MalformedInputException(
            start, "the length is too long or not in its shortest form");
      }
    }
    if (length < 0x80) {
      throw new MalformedInputException(
          start, "the length is too long or not in its shortest form");
    }
    return length;
  }

  private int octet() throws MalformedInputException {
    if (!hasMore()) {
      throw new MalformedInputException(position, "it is cut off");
    }
    return source.get(position++) & 0xff;
  }
}
