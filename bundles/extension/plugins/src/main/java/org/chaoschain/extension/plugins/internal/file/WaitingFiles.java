// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Limit;

/**
 * The folder {@code plugins/.waiting} of the data directory, mode 0700: files that were to be
 * installed and wait for the operator, each named by its SHA-256 with its signature beside it, mode
 * 0600. Nothing is run or unpacked from here: a file that is taken up is copied and checked like
 * any other. Whatever moment a crash picks, a file is there with its signature or not at all. For
 * one thread.
 */
public final class WaitingFiles {
  private static final Pattern NAME = Pattern.compile("([0-9a-f]{64})\\.(jar|zip)");
  private static final String TEMPORARY = ".tmp";

  private final Path folder;
  private final Limits limits;
  private final Map<String, Waiting> waiting = new TreeMap<>();
  private final int passedOver;

  /**
   * The bounds of what waits.
   *
   * @param files how many
   * @param bytes of all of them together, signatures included
   */
  public record Limits(Limit files, Limit bytes) {}

  /**
   * A file that waits.
   *
   * @param sha256 that it had when it came, 64 lower-case hexadecimal digits
   * @param file where it is
   * @param bytes of it and its signature
   */
  public record Waiting(String sha256, Path file, long bytes) {}

  private WaitingFiles(Path folder, Limits limits) throws IOException {
    this.folder = folder;
    this.limits = limits;
    NavigableSet<String> names = names();
    int more = 0;
    for (String name : names) {
      if (name.endsWith(TEMPORARY) || orphan(name, names)) {
        Files.deleteIfExists(folder.resolve(name));
      } else if (NAME.matcher(name).matches()) {
        if (limits.files().allows(waiting.size() + 1L)) {
          put(folder.resolve(name));
        } else {
          more++;
        }
      }
    }
    passedOver = more;
  }

  /**
   * Opens the folder, and clears away what a crash left.
   *
   * @throws IOException if it cannot be made or read
   */
  public static WaitingFiles open(Path folder, Limits limits) throws IOException {
    OwnerOnly.folder(folder);
    return new WaitingFiles(folder, limits);
  }

  /** All of them, by their SHA-256. */
  public Collection<Waiting> all() {
    return List.copyOf(waiting.values());
  }

  /** Why files in the folder are not looked at, if there are such: the limit is lower by now. */
  public Optional<String> excess() {
    return passedOver == 0
        ? Optional.empty()
        : Optional.of(
            limits.files().refuse("folder " + folder, waiting.size() + passedOver).getMessage()
                + "; the files that come last by name are not looked at");
  }

  /**
   * Takes a copy in, durably. The same content once more takes the place of the one before, with
   * the signature that it has now.
   *
   * @param staged a copy that nobody else writes to; it is moved
   * @param suffix {@code .jar} or {@code .zip}
   * @throws RejectedPluginException if it is beyond a limit
   */
  public Waiting keep(PluginStore.Staged staged, String suffix, Bytes signature)
      throws IOException, RejectedPluginException {
    Optional<Waiting> before = Optional.ofNullable(waiting.get(staged.sha256()));
    long size = Files.size(staged.path()) + signature.size();
    long count = waiting.size() + (before.isPresent() ? 0L : 1L);
    long bytes =
        waiting.values().stream().mapToLong(Waiting::bytes).sum()
            - before.map(Waiting::bytes).orElse(0L)
            + size;
    if (!limits.files().allows(count)) {
      throw RejectedPluginException.beyond(limits.files(), "folder " + folder, count);
    }
    if (!limits.bytes().allows(bytes)) {
      throw RejectedPluginException.beyond(limits.bytes(), "folder " + folder, bytes);
    }
    Path file = before.map(Waiting::file).orElse(folder.resolve(staged.sha256() + suffix));
    Path temporary = folder.resolve("signature" + TEMPORARY);
    OwnerOnly.fresh(temporary);
    AtomicFile.write(temporary, PluginSignatureFile.of(file), signature.toArray());
    OwnerOnly.file(staged.path());
    AtomicFile.publish(staged.path(), file);
    return put(file);
  }

  /** Deletes one, durably. */
  public void remove(String sha256) throws IOException {
    Waiting gone = waiting.get(sha256);
    if (gone != null) {
      Files.deleteIfExists(gone.file());
      Files.deleteIfExists(PluginSignatureFile.of(gone.file()));
      AtomicFile.forceFolder(folder);
      waiting.remove(sha256);
    }
  }

  /** The folder. */
  public Path folder() {
    return folder;
  }

  private NavigableSet<String> names() throws IOException {
    NavigableSet<String> names = new TreeSet<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      all.forEach(each -> names.add(each.getFileName().toString()));
    }
    return names;
  }

  /** A signature whose file was not yet there, or not any more. */
  private static boolean orphan(String name, NavigableSet<String> names) {
    int end = name.lastIndexOf('.');
    return end > 0
        && PluginSignatureFile.of(Path.of(name.substring(0, end))).toString().equals(name)
        && NAME.matcher(name.substring(0, end)).matches()
        && !names.contains(name.substring(0, end));
  }

  private Waiting put(Path file) throws IOException {
    Path signature = PluginSignatureFile.of(file);
    long bytes = Files.size(file) + (Files.exists(signature) ? Files.size(signature) : 0);
    String name = file.getFileName().toString();
    Waiting next = new Waiting(name.substring(0, name.indexOf('.')), file, bytes);
    waiting.put(next.sha256(), next);
    return next;
  }
}
