// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.dev;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Finds the plugin jars that builds leave in folders. A folder may not be there yet, and may go and
 * come back, as {@code target} does in a clean build. A jar is handed out once it is whole and has
 * not changed since the look before; one that goes is forgotten. For one thread.
 */
final class JarWatch implements AutoCloseable {
  /** How soon a jar that is being written is looked at again. */
  static final Duration SETTLE = Duration.ofMillis(30);

  /** How soon folders are looked at without a word of the file system. */
  static final Duration LOOK = Duration.ofMillis(250);

  private static final Set<String> NO_PLUGINS =
      Set.of("-sources.jar", "-javadoc.jar", "-tests.jar", "-test-sources.jar");
  private static final int MOST_FILES = 64;

  private final List<Path> watched;
  private final WatchService service;
  private final Map<Path, WatchKey> keys = new HashMap<>();
  private final Map<Path, Seen> seen = new HashMap<>();

  JarWatch(List<Path> watched) throws IOException {
    this.watched = List.copyOf(watched);
    this.service = FileSystems.getDefault().newWatchService();
  }

  /** What tells one content of a file from another without reading it. */
  private record Mark(long size, FileTime modified, Object key) {
    static Mark of(Path file) throws IOException {
      BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
      return new Mark(is.size(), is.lastModifiedTime(), is.fileKey() == null ? "" : is.fileKey());
    }
  }

  /**
   * A file as it was seen last.
   *
   * @param taken whether this content has been handed out, or is none to hand out
   * @param fault why it could not be read, as it is
   */
  private record Seen(Mark mark, boolean taken, Optional<String> fault) {}

  /**
   * A jar that is new, or has a new content.
   *
   * @param jar what is in it
   * @param completed when it was last written to, by the file system
   */
  record Build(PluginJar jar, FileTime completed) {}

  /** Looks once. */
  List<Build> look() {
    List<Build> builds = new ArrayList<>();
    Set<Path> there = new HashSet<>();
    for (Path file : files()) {
      there.add(file);
      try {
        look(file).ifPresent(builds::add);
      } catch (IOException e) {
        there.remove(file); // it has gone meanwhile
      }
    }
    seen.keySet().retainAll(there);
    return builds;
  }

  /** Files that are not whole, each with the reason. */
  Map<Path, String> broken() {
    Map<Path, String> broken = new HashMap<>();
    seen.forEach((file, as) -> as.fault().ifPresent(fault -> broken.put(file, fault)));
    return broken;
  }

  /** Waits until there may be something new, at most for {@link #LOOK}. */
  void await() throws InterruptedException {
    register();
    boolean settling = seen.values().stream().anyMatch(as -> !as.taken());
    Duration atMost = settling ? SETTLE : LOOK;
    try {
      WatchKey key = service.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
      if (key != null) {
        key.pollEvents();
        if (!key.reset()) {
          keys.values().remove(key);
        }
      }
    } catch (ClosedWatchServiceException e) {
      throw new InterruptedException("closed");
    }
  }

  @Override
  public void close() throws IOException {
    service.close();
  }

  private Optional<Build> look(Path file) throws IOException {
    Mark mark = Mark.of(file);
    Seen before = seen.get(file);
    if (before == null || !before.mark().equals(mark)) {
      seen.put(file, new Seen(mark, false, Optional.empty()));
      return Optional.empty();
    }
    if (before.taken()) {
      return Optional.empty();
    }
    try {
      PluginJar jar = PluginJar.read(file);
      if (!Mark.of(file).equals(mark)) {
        return Optional.empty(); // the next look has it
      }
      seen.put(file, new Seen(mark, true, Optional.empty()));
      return Optional.of(new Build(jar, mark.modified()));
    } catch (IOException e) {
      seen.put(file, new Seen(mark, false, Optional.of(String.valueOf(e.getMessage()))));
      return Optional.empty();
    }
  }

  private Set<Path> files() {
    Set<Path> files = new TreeSet<>();
    for (Path each : watched) {
      if (Files.isDirectory(each)) {
        try (Stream<Path> inside = Files.list(each)) {
          inside.filter(JarWatch::mayBePlugin).sorted().limit(MOST_FILES).forEach(files::add);
        } catch (IOException e) {
          // it has gone meanwhile
        }
      } else if (Files.isRegularFile(each)) {
        files.add(each);
      }
    }
    return files;
  }

  private static boolean mayBePlugin(Path file) {
    String name = file.getFileName().toString();
    return (name.endsWith(".jar") || name.endsWith(".zip"))
        && !name.startsWith(".")
        && !name.startsWith("original-")
        && NO_PLUGINS.stream().noneMatch(name::endsWith)
        && Files.isRegularFile(file);
  }

  private void register() {
    for (Path each : watched) {
      Path folder = Files.isDirectory(each) ? each : each.toAbsolutePath().getParent();
      WatchKey key = keys.get(folder);
      if ((key == null || !key.isValid()) && Files.isDirectory(folder)) {
        try {
          keys.put(
              folder,
              folder.register(
                  service,
                  StandardWatchEventKinds.ENTRY_CREATE,
                  StandardWatchEventKinds.ENTRY_MODIFY));
        } catch (IOException e) {
          keys.remove(folder); // looking at it now and then does as well
        }
      }
    }
  }
}
