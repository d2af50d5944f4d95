// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.nio.file.Path;
import java.util.Optional;
import org.chaoschain.extension.plugins.internal.file.DropFolder;
import org.chaoschain.extension.plugins.internal.file.FileMark;
import org.chaoschain.extension.plugins.internal.file.PluginFile;

/** What is known of a file in a drop folder. For one thread. */
final class DroppedFile {
  private final DropFolder folder;
  private final Path path;
  private FileMark mark;
  private long changedAtNanos;
  private boolean judged;
  private PluginFile plugin;
  private String reason = "";
  private String state = "rejected";
  private String lastReason = "";
  private long failedAtRound = -1;

  DroppedFile(DropFolder folder, Path path, FileMark mark, long nowNanos) {
    this.folder = folder;
    this.path = path;
    changed(mark, nowNanos);
  }

  DropFolder folder() {
    return folder;
  }

  Path path() {
    return path;
  }

  String fileName() {
    return path.getFileName().toString();
  }

  FileMark mark() {
    return mark;
  }

  /** Somebody wrote to it. */
  void changed(FileMark newMark, long nowNanos) {
    mark = newMark;
    changedAtNanos = nowNanos;
    judged = false;
    plugin = null;
    reason = "";
    failedAtRound = -1;
  }

  long unchangedNanos(long nowNanos) {
    return nowNanos - changedAtNanos;
  }

  boolean judged() {
    return judged;
  }

  void accept(PluginFile checked) {
    judged = true;
    plugin = checked;
    reason = "";
    failedAtRound = -1;
  }

  /** It is not taken; whether that is news. */
  boolean reject(String how, String why) {
    boolean known = state.equals(how) && lastReason.equals(why);
    judged = true;
    plugin = null;
    reason = why;
    state = how;
    lastReason = why;
    return !known;
  }

  /** What was decided about it has to be decided again. */
  void judgeAgain() {
    judged = false;
    failedAtRound = -1;
  }

  /** How it is if it is not taken: {@code rejected}, for one. */
  String state() {
    return state;
  }

  /** It was good, and did not come up; it is tried again in a later round. */
  void fail(String why, long round) {
    reason = why;
    failedAtRound = round;
  }

  boolean failedIn(long round) {
    return failedAtRound == round;
  }

  /** The checked plugin, empty while it is not checked or was rejected. */
  Optional<PluginFile> plugin() {
    return Optional.ofNullable(plugin);
  }

  /** Why it does not run, or empty. */
  String reason() {
    return reason;
  }
}
