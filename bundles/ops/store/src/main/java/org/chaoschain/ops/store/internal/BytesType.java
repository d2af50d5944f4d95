// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.store.internal;

import java.nio.ByteBuffer;
import org.chaoschain.api.bytes.Bytes;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** Bytes in a file: their number as a varint, then they themselves. */
final class BytesType extends BasicDataType<Bytes> {
  static final BytesType TYPE = new BytesType();

  /** An object, its array, and their headers. */
  private static final int OVERHEAD = 40;

  private BytesType() {}

  @Override
  public int compare(Bytes one, Bytes other) {
    return one.compareTo(other);
  }

  @Override
  public int getMemory(Bytes bytes) {
    return OVERHEAD + bytes.size();
  }

  @Override
  public void write(WriteBuffer to, Bytes bytes) {
    to.putVarInt(bytes.size()).put(bytes.toByteBuffer());
  }

  @Override
  public Bytes read(ByteBuffer from) {
    byte[] read = new byte[DataUtils.readVarInt(from)];
    from.get(read);
    return Bytes.wrap(read);
  }

  @Override
  public Bytes[] createStorage(int size) {
    return new Bytes[size];
  }
}
