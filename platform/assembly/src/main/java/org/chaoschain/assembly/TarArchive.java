// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Archives (.tar.gz) of distributions. What is written depends on names, modes and contents alone:
 * one time for all entries, no owner, ordered by name.
 */
final class TarArchive {
  /** All entries have this time, in seconds since 1970. */
  private static final long TIME = 1_767_225_600L;

  private static final int MAX_ENTRIES = 100_000;
  private static final long MAX_BYTES = 2L << 30;

  private TarArchive() {}

  /** Takes an entry while an archive is read; the stream ends with the entry. */
  interface Visitor {
    void file(String name, InputStream in) throws IOException;
  }

  /** Writes a folder's files below one name. */
  static void write(Path folder, String top, Path archive) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(archive));
        GZIPOutputStream zipped = new GZIPOutputStream(out);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(zipped, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Path file : files) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        TarArchiveEntry entry = new TarArchiveEntry(top + "/" + name);
        entry.setSize(Files.size(file));
        entry.setModTime(TIME * 1000);
        entry.setMode(name.startsWith("bin/") ? 0100755 : 0100644);
        entry.setIds(0, 0);
        entry.setNames("root", "root");
        tar.putArchiveEntry(entry);
        Files.copy(file, tar);
        tar.closeArchiveEntry();
      }
    }
  }

  /**
   * Reads an archive without unpacking it.
   *
   * @throws IOException if it is none, is too large, or has a name that leads out of it
   */
  static void read(Path archive, Visitor visitor) throws IOException {
    long bytes = 0;
    int entries = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(archive));
        GZIPInputStream unzipped = new GZIPInputStream(in);
        TarArchiveInputStream tar = new TarArchiveInputStream(unzipped, "UTF-8")) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        bytes += entry.getSize();
        entries++;
        if (entries > MAX_ENTRIES || bytes > MAX_BYTES) {
          throw new IOException(
              "it has more than %d entries or %d bytes, the limits of an archive"
                  .formatted(MAX_ENTRIES, MAX_BYTES));
        }
        if (!entry.isFile()) {
          continue;
        }
        String name = entry.getName();
        if (name.startsWith("/") || List.of(name.split("/", -1)).contains("..")) {
          throw new IOException("the name " + name + " leads out of it");
        }
        visitor.file(name, tar);
      }
    }
  }
}
