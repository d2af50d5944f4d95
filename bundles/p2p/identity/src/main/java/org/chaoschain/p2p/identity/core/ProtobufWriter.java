// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

import java.io.ByteArrayOutputStream;
import org.chaoschain.api.bytes.Bytes;

/**
 * Writes protobuf fields in the order of the calls. Numbers 0 and empty bytes are left out, as
 * proto3 has it.
 */
final class ProtobufWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

  ProtobufWriter number(int field, long value) {
    if (value != 0) {
      varint((long) field << 3);
      varint(value);
    }
    return this;
  }

  ProtobufWriter bytes(int field, Bytes value) {
    return value.isEmpty() ? this : message(field, value);
  }

  /** Like bytes, but written when it is empty as well. */
  ProtobufWriter message(int field, Bytes value) {
    varint((long) field << 3 | 2);
    return sized(value);
  }

  /** The length as an unsigned varint, then the bytes. */
  ProtobufWriter sized(Bytes value) {
    varint(value.size());
    out.writeBytes(value.toArray());
    return this;
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  Bytes done() {
    return Bytes.wrap(out.toByteArray());
  }
}
