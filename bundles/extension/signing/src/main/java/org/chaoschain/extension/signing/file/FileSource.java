// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.signing.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import org.chaoschain.extension.signing.core.ByteSource;

/** The bytes of a file that is open. */
record FileSource(FileChannel channel) implements ByteSource {
  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public ByteBuffer read(long position, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw new EOFException("the file has become shorter");
      }
    }
    return bytes.flip();
  }
}
