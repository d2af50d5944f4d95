// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The files of one generation of a plugin, in a folder that nobody else writes to: a copy of the
 * file in the store, unpacked if it is a zip. So the store's file is never held open, and what is
 * loaded is what was checked. For one thread.
 */
final class GenerationFolder {
  private static final String CLASSES = "classes/";
  private static final String LIBRARIES = "lib/";

  private final Path folder;

  private GenerationFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes it anew, with mode 0700.
   *
   * @throws IOException if that cannot be
   */
  static GenerationFolder make(Path folder) throws IOException {
    GenerationFolder made = new GenerationFolder(folder);
    made.delete();
    boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] mode =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
            }
            : new FileAttribute<?>[0];
    Files.createDirectories(folder.getParent());
    Files.createDirectory(folder, mode);
    return made;
  }

  /**
   * Takes the plugin in.
   *
   * @return the class path, in order
   * @throws IOException if the file is not what was checked, or cannot be copied
   */
  List<Path> take(Carried plugin) throws IOException {
    Path copy = folder.resolve(plugin.zip() ? "plugin.zip" : "plugin.jar");
    copy(plugin, copy);
    if (!plugin.zip()) {
      return List.of(copy);
    }
    unpack(copy);
    Files.delete(copy);
    List<Path> classPath = new ArrayList<>();
    Path classes = folder.resolve("classes");
    if (Files.isDirectory(classes)) {
      classPath.add(classes);
    }
    classPath.addAll(libraries());
    return classPath;
  }

  /**
   * Deletes it with all that is in it.
   *
   * @throws IOException if something cannot be deleted; as much as possible is
   */
  void delete() throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    List<IOException> failures = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            return remove(file);
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure) {
            return remove(directory);
          }

          private FileVisitResult remove(Path path) {
            try {
              Files.delete(path);
            } catch (IOException e) {
              failures.add(e);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
  }

  private static void copy(Carried plugin, Path copy) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(plugin.file());
        OutputStream out = Files.newOutputStream(copy)) {
      byte[] part = new byte[1 << 16];
      for (int n = in.read(part); n >= 0; n = in.read(part)) {
        digest.update(part, 0, n);
        out.write(part, 0, n);
      }
    }
    if (!HexFormat.of().formatHex(digest.digest()).equals(plugin.sha256())) {
      throw new IOException(
          plugin.file()
              + " in the plugin store is not what was checked; it was changed or damaged");
    }
  }

  // Names, number and sizes of the entries were checked before the file came into the store; that
  // no name leads out of the folder is looked at once more.
  private void unpack(Path copy) throws IOException {
    try (ZipFile zip = new ZipFile(copy.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        String name = entry.getName();
        boolean wanted =
            name.startsWith(CLASSES) || (name.startsWith(LIBRARIES) && name.endsWith(".jar"));
        if (entry.isDirectory() || !wanted) {
          continue;
        }
        Path target = folder.resolve(name).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException("the entry " + name + " leads out of its folder");
        }
        Files.createDirectories(target.getParent());
        try (InputStream in = zip.getInputStream(entry)) {
          Files.copy(in, target);
        }
      }
    }
  }

  private List<Path> libraries() throws IOException {
    Path folderOfLibraries = folder.resolve("lib");
    if (!Files.isDirectory(folderOfLibraries)) {
      return List.of();
    }
    try (var files = Files.walk(folderOfLibraries)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
