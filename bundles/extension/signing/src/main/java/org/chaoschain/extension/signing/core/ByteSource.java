// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.signing.core;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Bytes that can be read in any order.
 *
 * @param size how many there are
 * @param reader where they come from: {@code channel::read} of a file
 */
public record ByteSource(long size, Reader reader) {
  /** Reads at a position, as a file's channel does. */
  public interface Reader {
    /**
     * Fills a part of the buffer.
     *
     * @return how many bytes it got, or -1 at the end
     */
    int read(ByteBuffer into, long position) throws IOException;
  }

  /**
   * Some of the bytes, little-endian, as ZIP has its numbers.
   *
   * @param position of the first
   * @param count how many
   * @throws IOException if they cannot be read, or are not there
   */
  ByteBuffer read(long position, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (reader.read(bytes, position + bytes.position()) < 0) {
        throw new EOFException("the file has become shorter");
      }
    }
    return bytes.flip();
  }
}
