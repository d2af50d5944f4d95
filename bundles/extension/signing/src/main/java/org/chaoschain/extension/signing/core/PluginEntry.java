// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.signing.core;

import org.chaoschain.api.bytes.Bytes;

/**
 * An entry of a plugin's archive.
 *
 * @param path its name in the archive; of a folder it ends with {@code /}
 * @param size of its content, in bytes
 * @param sha256 of its content
 */
public record PluginEntry(String path, long size, Bytes sha256) {
  /** The most bytes of a path in UTF-8. */
  public static final int MAX_PATH_BYTES = 512;

  /**
   * Checks that it can be signed.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public PluginEntry {
    StatementText.checkPath(path);
    StatementText.checkSize("entry " + path, size);
    StatementText.checkSha256("entry " + path, sha256);
  }
}
