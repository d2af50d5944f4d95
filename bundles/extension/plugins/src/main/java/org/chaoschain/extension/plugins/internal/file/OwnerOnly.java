// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Takes files from everybody but their owner, where the file system knows owners. */
public final class OwnerOnly {
  private static final Set<PosixFilePermission> FOLDER_MODE =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE_MODE =
      PosixFilePermissions.fromString("rw-------");

  private OwnerOnly() {}

  /** Gives a folder mode 0700, and makes it if it is not there. */
  public static void folder(Path folder) throws IOException {
    Files.createDirectories(folder);
    own(folder, FOLDER_MODE);
  }

  /** Gives a file mode 0600. */
  public static void file(Path file) throws IOException {
    own(file, FILE_MODE);
  }

  /** Makes an empty file of mode 0600 in the place of what was there. */
  public static void fresh(Path file) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(file);
    file(file);
  }

  private static void own(Path path, Set<PosixFilePermission> mode) throws IOException {
    if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(path, mode);
    }
  }
}
