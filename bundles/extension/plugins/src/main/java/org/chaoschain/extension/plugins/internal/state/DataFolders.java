// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.state;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;

/**
 * The folders in that plugins keep data: {@code <name>/v<state version>}, mode 0700. A folder is
 * made when its plugin first asks for it. Safe for use by many threads as long as each plugin's
 * folders are changed by one.
 */
public final class DataFolders {
  private static final Pattern VERSION = Pattern.compile("v[1-9][0-9]{0,5}");
  private static final String UNFINISHED = ".unfinished";
  private static final String REPLACED = ".replaced";

  private final Path root;

  /** Keeps them below a folder, which is made when it is needed. */
  public DataFolders(Path root) {
    this.root = root;
  }

  /** Where a plugin's data of that form is, or would be. */
  public Path of(String plugin, int version) {
    return root.resolve(plugin).resolve("v" + version);
  }

  /** Whether a plugin has data of that form. */
  public boolean has(String plugin, int version) {
    return Files.isDirectory(of(plugin, version));
  }

  /** Whether a plugin has any data. */
  public boolean hasAny(String plugin) {
    return Files.isDirectory(root.resolve(plugin));
  }

  /**
   * The folder for a plugin's data of that form, made if it is not there.
   *
   * @throws IOException if it cannot be made
   */
  public Path make(String plugin, int version) throws IOException {
    Path folder = of(plugin, version);
    if (!Files.isDirectory(folder)) {
      makePrivate(folder);
    }
    return folder;
  }

  /**
   * Copies data for a migration.
   *
   * @param limit of its bytes
   * @return the copy, which becomes the data of the new form by {@link #finish}
   * @throws LimitExceededException if it is more; there is no copy then
   * @throws IOException if it cannot be copied; there is no copy then
   */
  public Path copy(String plugin, int from, int to, Limit limit)
      throws IOException, LimitExceededException {
    Path source = of(plugin, from);
    long size = size(source);
    limit.check("plugin " + plugin, size);
    Path copy = root.resolve(plugin).resolve("v" + to + UNFINISHED);
    delete(copy);
    try {
      makePrivate(copy);
      copyTree(source, copy);
      return copy;
    } catch (IOException e) {
      delete(copy);
      throw e;
    }
  }

  /**
   * Makes a migrated copy the data of its form; what was there from an earlier time is set aside.
   */
  public void finish(String plugin, int to) throws IOException {
    Path target = of(plugin, to);
    if (Files.exists(target)) {
      Path aside = target.resolveSibling(target.getFileName() + REPLACED);
      delete(aside);
      Files.move(target, aside);
    }
    Files.move(
        target.resolveSibling(target.getFileName() + UNFINISHED),
        target,
        StandardCopyOption.ATOMIC_MOVE);
  }

  /** Drops a copy that is not finished. */
  public void discard(String plugin, int to) throws IOException {
    delete(root.resolve(plugin).resolve("v" + to + UNFINISHED));
  }

  /** Drops a copy that was finished, and brings back what was set aside for it. */
  public void undo(String plugin, int to) throws IOException {
    Path target = of(plugin, to);
    delete(target);
    Path aside = target.resolveSibling(target.getFileName() + REPLACED);
    if (Files.exists(aside)) {
      Files.move(aside, target);
    }
  }

  /** Deletes data of all forms but these two. */
  public void keepOnly(String plugin, int one, int other) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(root.resolve(plugin))) {
      for (Path each : all) {
        String name = each.getFileName().toString();
        boolean kept = name.equals("v" + one) || name.equals("v" + other);
        if (!kept && VERSION.matcher(name).matches()) {
          delete(each);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      // it has no data
    }
  }

  /** Deletes all data of a plugin. */
  public void delete(String plugin) throws IOException {
    delete(root.resolve(plugin));
  }

  /** How many bytes a plugin's data has, of all forms; -1 if that cannot be told. */
  public long bytes(String plugin) {
    try {
      return size(root.resolve(plugin));
    } catch (IOException e) {
      return -1;
    }
  }

  private static long size(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return 0;
    }
    long[] sum = new long[1];
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            sum[0] += attributes.isRegularFile() ? attributes.size() : 0;
            return FileVisitResult.CONTINUE;
          }
        });
    return sum[0];
  }

  private static void copyTree(Path source, Path target) throws IOException {
    Files.walkFileTree(
        source,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Path copy = target.resolve(source.relativize(folder).toString());
            if (!Files.isDirectory(copy)) {
              makePrivate(copy);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(
                file,
                target.resolve(source.relativize(file).toString()),
                StandardCopyOption.COPY_ATTRIBUTES,
                LinkOption.NOFOLLOW_LINKS);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  private static void makePrivate(Path folder) throws IOException {
    Set<String> views = FileSystems.getDefault().supportedFileAttributeViews();
    FileAttribute<?>[] mode =
        views.contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
            }
            : new FileAttribute<?>[0];
    Files.createDirectories(folder, mode);
  }
}
