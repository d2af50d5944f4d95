// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders for what does not outlive a command; in {@code TMPDIR}, for this user alone. */
public final class TemporaryFolder {
  private TemporaryFolder() {}

  /** Makes one. */
  public static Path create(String prefix) throws IOException {
    String folder = System.getenv("TMPDIR");
    boolean given = folder != null && !folder.isEmpty();
    return Files.createTempDirectory(
        Path.of(given ? folder : System.getProperty("java.io.tmpdir")), prefix);
  }

  /** Deletes it with all that is in it, as far as that can be done. */
  public static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(TemporaryFolder::remove);
    } catch (IOException | UncheckedIOException e) {
      // what is left is in the temporary folder, which the system clears
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
