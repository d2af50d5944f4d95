// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * What tells that a file was changed without reading it.
 *
 * @param size in bytes
 * @param modified when it was last written
 * @param key the file behind the name, which a rename changes, and its signature
 */
public record FileMark(long size, FileTime modified, String key) {
  /**
   * The mark of a file.
   *
   * @throws IOException if there is none, or it is no regular file
   */
  static FileMark of(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      throw new IOException(file + " is no file");
    }
    return new FileMark(
        attributes.size(),
        attributes.lastModifiedTime(),
        attributes.fileKey() + " " + signature(PluginSignatureFile.of(file)));
  }

  /** A signature that comes, goes or changes is a change of its file. */
  private static String signature(Path file) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.size() + " " + attributes.lastModifiedTime() + " " + attributes.fileKey();
    } catch (IOException e) {
      return "unsigned";
    }
  }
}
