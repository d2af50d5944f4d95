// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.time.Clock;
import org.chaoschain.extension.plugins.internal.file.DropFolder;
import org.chaoschain.extension.plugins.internal.file.FileMark;
import org.chaoschain.extension.plugins.internal.file.PluginFile;
import org.chaoschain.extension.plugins.internal.file.RejectedPluginException;

/**
 * Follows the files in the drop folders. A file is looked into once two looks in a row found it
 * unchanged; one that is no whole jar is given time to become one. For one thread.
 */
final class DropWatch {
  private final List<DropFolder> folders;
  private final Intake intake;
  private final Journal journal;
  private final Clock clock;
  private final Duration settleTime;
  private final Limit limit;
  private final Map<Path, DroppedFile> files = new TreeMap<>();
  private final Set<DropFolder> readable = new HashSet<>();
  private final Set<DropFolder> overfull = new HashSet<>();

  DropWatch(
      List<DropFolder> folders,
      Intake intake,
      Journal journal,
      Clock clock,
      PluginSettings settings) {
    this.folders = List.copyOf(folders);
    this.intake = intake;
    this.journal = journal;
    this.clock = clock;
    this.settleTime = settings.settleTime();
    this.limit = settings.plugins();
  }

  /** Checks and keeps a file. */
  interface Intake {
    PluginFile take(Path file) throws IOException, RejectedPluginException;
  }

  Collection<DroppedFile> files() {
    return files.values();
  }

  Optional<DroppedFile> file(Path path) {
    return Optional.ofNullable(files.get(path));
  }

  List<DropFolder> folders() {
    return folders;
  }

  /** Looks at all folders once. */
  void look() {
    for (DropFolder folder : folders) {
      Optional<NavigableMap<Path, FileMark>> found = folder.look();
      if (found.isEmpty()) {
        readable.remove(folder);
        continue;
      }
      readable.add(folder);
      cut(folder, found.get());
      files
          .values()
          .removeIf(file -> file.folder().equals(folder) && !found.get().containsKey(file.path()));
      found.get().forEach((path, mark) -> look(folder, path, mark));
    }
  }

  /** Takes note of a file that the node itself has put there and checked. */
  void put(DropFolder folder, Path path, PluginFile plugin) {
    folder
        .look()
        .map(found -> found.get(path))
        .ifPresent(
            mark -> {
              DroppedFile file = new DroppedFile(folder, path, mark, clock.nanoTime());
              file.accept(plugin);
              files.put(path, file);
            });
  }

  /** Takes note that the node itself has deleted a file. */
  void forget(Path path) {
    files.remove(path);
  }

  /** What was decided about files has to be decided again. */
  void judgeAgain() {
    files.values().forEach(DroppedFile::judgeAgain);
  }

  /** Whether it is known that the file is not there: its folder can be read, or is not watched. */
  boolean gone(Path path) {
    return !files.containsKey(path)
        && folders.stream().filter(folder -> folder.holds(path)).allMatch(readable::contains);
  }

  private void cut(DropFolder folder, NavigableMap<Path, FileMark> found) {
    if (limit.allows(found.size())) {
      overfull.remove(folder);
      return;
    }
    if (overfull.add(folder)) {
      journal.rejected(
          folder.path().toString(),
          limit.refuse("folder " + folder.path(), found.size()).getMessage()
              + "; the files that come last by name are not looked at");
    }
    while (found.size() > limit.value()) {
      found.pollLastEntry();
    }
  }

  private void look(DropFolder folder, Path path, FileMark mark) {
    DroppedFile file = files.get(path);
    if (file == null) {
      files.put(path, new DroppedFile(folder, path, mark, clock.nanoTime()));
    } else if (!file.mark().equals(mark)) {
      file.changed(mark, clock.nanoTime());
    } else if (!file.judged()) {
      judge(file);
    }
  }

  private void judge(DroppedFile file) {
    try {
      file.accept(intake.take(file.path()));
    } catch (RejectedPluginException e) {
      if (!e.incomplete() || settled(file)) {
        reject(file, e.state(), e.getMessage());
      }
    } catch (IOException e) {
      if (settled(file)) {
        reject(file, "rejected", file.fileName() + " cannot be read: " + e.getMessage());
      }
    }
  }

  private boolean settled(DroppedFile file) {
    return file.unchangedNanos(clock.nanoTime()) >= settleTime.toNanos();
  }

  private void reject(DroppedFile file, String state, String reason) {
    if (file.reject(state, reason)) {
      journal.rejected(file.path().toString(), reason);
    }
  }
}
