// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.chaoschain.kernel.Failure;
import org.chaoschain.kernel.KernelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's data directory, held by a lock on {@code run/node.lock}; {@code run/node.pid} tells who
 * holds it.
 */
public final class DataDirectory implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  private static final String CACHE = "cache";
  private static final String FACTS = "facts";

  private final Path root;
  private final Path pidFile;
  private final FileChannel channel;
  private volatile Path currentCache;

  private DataDirectory(Path root, Path pidFile, FileChannel channel) {
    this.root = root;
    this.pidFile = pidFile;
    this.channel = channel;
  }

  /**
   * Makes the directory if it is not there, and takes its lock.
   *
   * @throws KernelException if another node has the lock, or the directory cannot be written
   */
  @SuppressWarnings("resource") // the channel stays open as long as the lock is held
  public static DataDirectory open(Path path) throws KernelException {
    Path root = path.toAbsolutePath().normalize();
    FileChannel channel = null;
    try {
      makePrivate(root);
      Path run = root.resolve("run");
      makePrivate(run);
      Path pidFile = run.resolve("node.pid");
      channel =
          FileChannel.open(
              run.resolve("node.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        String holder = Files.exists(pidFile) ? Files.readString(pidFile).strip() : "unknown";
        channel.close();
        throw new KernelException(
            Failure.DATA_DIRECTORY_IN_USE,
            "another node (process %s) runs on the data directory %s; stop it, or name another directory"
                .formatted(holder, root));
      }
      Files.writeString(pidFile, ProcessHandle.current().pid() + "\n");
      return new DataDirectory(root, pidFile, channel);
    } catch (IOException e) {
      closeQuietly(channel);
      throw new KernelException(
          Failure.DATA_DIRECTORY, "the data directory %s cannot be used: %s".formatted(root, e), e);
    }
  }

  /** The directory itself. */
  public Path root() {
    return root;
  }

  /**
   * The folder of that name, made with mode 0700 if it is not there.
   *
   * @throws IllegalArgumentException if the name could lead elsewhere
   * @throws UncheckedIOException if the folder cannot be made
   */
  public Path directory(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'"
              + name
              + "' is not the name of a folder in the data directory: characters a-z 0-9 . _ -");
    }
    Path folder = root.resolve(name);
    try {
      makePrivate(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + folder + " cannot be made", e);
    }
    return folder;
  }

  /**
   * A folder in {@code cache/} for the framework: that of the run before, if it was sealed with the
   * same key and is as it was then, else an empty one. What else is in {@code cache/} holds nothing
   * anybody needs; {@link #sweepCache} removes it.
   *
   * @param key what goes into the cache
   * @throws KernelException if it cannot be made
   */
  Path openCache(String key) throws KernelException {
    Path cache = root.resolve(CACHE);
    try {
      if (Files.exists(cache) && !Files.isDirectory(cache)) {
        Files.delete(cache);
      }
      makePrivate(cache);
      Optional<Path> sealed = CacheSeal.take(cache, key);
      currentCache =
          sealed.isPresent() ? sealed.get() : Files.createTempDirectory(cache, "framework-");
      return currentCache;
    } catch (IOException e) {
      throw new KernelException(
          Failure.DATA_DIRECTORY, "the folder %s cannot be used: %s".formatted(cache, e), e);
    }
  }

  /** What earlier starts have read of files. */
  FileFacts facts() {
    return FileFacts.of(root.resolve(CACHE).resolve(FACTS));
  }

  /** Keeps it for later starts. */
  void keep(FileFacts facts) {
    try {
      facts.keep(root.resolve(CACHE).resolve(FACTS));
    } catch (IOException e) {
      log()
          .warn(
              "what was read of features and jars is not kept in {}: {}; the next start reads it again",
              root.resolve(CACHE),
              e.toString());
    }
  }

  /** Removes from {@code cache/} what this run does not use. */
  void sweepCache() {
    Path cache = root.resolve(CACHE);
    Path facts = cache.resolve(FACTS);
    try (Stream<Path> files = Files.walk(cache)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(cache) && !file.equals(facts) && !file.startsWith(currentCache)) {
          Files.delete(file);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      log()
          .warn(
              "the folder {} cannot be emptied: {}; the next start tries again",
              cache,
              e.toString());
    }
  }

  /** Leaves the framework's folder, which it has let go of, to the next start. */
  void sealCache(String key) {
    try {
      CacheSeal.put(currentCache, key);
    } catch (IOException e) {
      log()
          .warn(
              "the folder {} is not kept for the next start, which takes longer: {}",
              currentCache,
              e.toString());
    }
  }

  /** Gives the lock up. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(pidFile);
    } catch (IOException e) {
      // the next node overwrites it
    }
    closeQuietly(channel);
  }

  private static Logger log() {
    return LoggerFactory.getLogger(DataDirectory.class);
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // a node in this process has it
    }
  }

  private static void makePrivate(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] mode =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
            }
            : new FileAttribute<?>[0];
    Files.createDirectories(folder, mode);
  }

  private static void closeQuietly(FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // nothing was written that could be lost
      }
    }
  }
}
