// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A folder where people put plugins.
 *
 * @param path absolute
 * @param own whether it is this node's alone, so that the node may delete from it
 */
public record DropFolder(Path path, boolean own) {
  /**
   * The jars and zips in it, by path; empty if the folder cannot be read, which says nothing about
   * them. Names that begin with a dot are left out: they are being written.
   */
  public Optional<NavigableMap<Path, FileMark>> look() {
    if (!Files.isDirectory(path)) {
      return Optional.empty();
    }
    NavigableMap<Path, FileMark> found = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path, "*.{jar,zip}")) {
      for (Path file : files) {
        if (!file.getFileName().toString().startsWith(".")) {
          mark(file, found);
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      return Optional.empty();
    }
    return Optional.of(found);
  }

  /** Whether a file lies directly in it. */
  public boolean holds(Path file) {
    return path.equals(file.getParent());
  }

  private static void mark(Path file, Map<Path, FileMark> found) {
    try {
      found.put(file, FileMark.of(file));
    } catch (IOException e) {
      // gone between the listing and now, or a folder: it is not there
    }
  }
}
