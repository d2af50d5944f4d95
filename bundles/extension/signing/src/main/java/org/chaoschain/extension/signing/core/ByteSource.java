// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.signing.core;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes that can be read in any order: a file, for one. */
public interface ByteSource {
  /** How many there are. */
  long size() throws IOException;

  /**
   * Some of them, little-endian, as ZIP has its numbers.
   *
   * @param position of the first
   * @param count how many; all of them are there
   * @throws IOException if they cannot be read, or are not there
   */
  ByteBuffer read(long position, int count) throws IOException;
}
