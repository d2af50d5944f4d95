// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import org.chaoschain.api.bytes.Bytes;

/** Writes the few elements of DER that keys and signatures are made of. */
final class DerWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

  DerWriter raw(Bytes bytes) {
    out.writeBytes(bytes.toArray());
    return this;
  }

  DerWriter element(int tag, Bytes content) {
    out.write(tag);
    int size = content.size();
    if (size >= 0x100) {
      out.write(0x82);
      out.write(size >> 8);
    } else if (size >= 0x80) {
      out.write(0x81);
    }
    out.write(size);
    return raw(content);
  }

  DerWriter unsigned(BigInteger value) {
    return element(DerReader.INTEGER, Bytes.wrap(value.toByteArray()));
  }

  DerWriter wholeBits(Bytes bits) {
    return element(DerReader.BIT_STRING, Bytes.copyOf((byte) 0).concat(bits));
  }

  Bytes bytes() {
    return Bytes.wrap(out.toByteArray());
  }

  Bytes sequence() {
    return new DerWriter().element(DerReader.SEQUENCE, bytes()).bytes();
  }
}
