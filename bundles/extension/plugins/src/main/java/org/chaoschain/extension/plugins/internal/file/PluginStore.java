// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Limit;

/**
 * The jars the node may run, each named by its SHA-256, and the list of those it shall run. It is
 * the truth about plugins: the framework's cache can be wiped at any time. Whatever moment a crash
 * picks, the list is the old or the new one and every jar it names is there. For one thread.
 */
public final class PluginStore {
  private static final String STATE = "plugins.json";
  private static final String RECORDS = "records.json";
  private static final String TEMPORARY = ".tmp";

  private final Path folder;

  private PluginStore(Path folder) {
    this.folder = folder;
  }

  /**
   * A copy that nobody else writes to.
   *
   * @param path of the copy
   * @param sha256 of its content
   */
  public record Staged(Path path, String sha256) {}

  /**
   * Opens the store, and clears away what a crash left.
   *
   * @throws IOException if the folder cannot be made or read
   */
  public static PluginStore open(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "*" + TEMPORARY)) {
      for (Path each : left) {
        Files.delete(each);
      }
    }
    return new PluginStore(folder);
  }

  /**
   * Copies a file so that what is checked is what will run.
   *
   * @param limit of its bytes
   * @throws IOException if it cannot be read or copied
   * @throws RejectedPluginException if it is beyond the limit
   */
  public Staged stage(String file, Path source, Limit limit)
      throws IOException, RejectedPluginException {
    Path copy = temporary("stage");
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(source);
        OutputStream out = Files.newOutputStream(copy)) {
      byte[] part = new byte[1 << 16];
      long size = 0;
      for (int n = in.read(part); n >= 0; n = in.read(part)) {
        size += n;
        if (!limit.allows(size)) {
          throw RejectedPluginException.beyond(limit, file, Files.size(source));
        }
        digest.update(part, 0, n);
        out.write(part, 0, n);
      }
    }
    return new Staged(copy, HexFormat.of().formatHex(digest.digest()));
  }

  /** Takes a checked copy into the store, durably, with its signature if it has one. */
  public Path keep(Staged staged, Optional<Bytes> signature) throws IOException {
    Path kept = jar(staged.sha256());
    if (signature.isPresent()) {
      AtomicFile.write(
          temporary("signature"), PluginSignatureFile.of(kept), signature.get().toArray());
    }
    AtomicFile.publish(staged.path(), kept);
    return kept;
  }

  /** Drops a copy that was not kept. */
  public void discard() {
    try {
      Files.deleteIfExists(temporary("stage"));
    } catch (IOException e) {
      // the next copy overwrites it
    }
  }

  /** Where the jar with this hash is, or would be. */
  public Path jar(String sha256) {
    return folder.resolve(sha256 + ".jar");
  }

  /**
   * The jar with this hash.
   *
   * @throws IOException if it is not there, or not what it was
   */
  public Path verified(String sha256) throws IOException {
    Path jar = jar(sha256);
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(jar)) {
      byte[] part = new byte[1 << 16];
      for (int n = in.read(part); n >= 0; n = in.read(part)) {
        digest.update(part, 0, n);
      }
    } catch (NoSuchFileException e) {
      throw new IOException("its jar " + jar + " has gone from the store", e);
    }
    if (!HexFormat.of().formatHex(digest.digest()).equals(sha256)) {
      throw new IOException("its jar " + jar + " in the store was changed or damaged");
    }
    return jar;
  }

  /**
   * What stands beside a jar as its signature; empty if there is none.
   *
   * @throws IOException if it cannot be read
   */
  public Optional<Bytes> signature(String sha256) throws IOException {
    try {
      return Optional.of(Bytes.wrap(Files.readAllBytes(PluginSignatureFile.of(jar(sha256)))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /**
   * Copies a jar of the store to a place outside, which changes at once or not at all; its
   * signature goes first.
   */
  public void copyTo(String sha256, Path target) throws IOException {
    Path signature = PluginSignatureFile.of(jar(sha256));
    Path beside = PluginSignatureFile.of(target);
    if (Files.exists(signature)) {
      Path copy = temporary("copy");
      Files.copy(signature, copy, StandardCopyOption.REPLACE_EXISTING);
      AtomicFile.publish(copy, beside);
    } else {
      Files.deleteIfExists(beside);
    }
    Path copy = temporary("copy");
    Files.copy(jar(sha256), copy, StandardCopyOption.REPLACE_EXISTING);
    AtomicFile.publish(copy, target);
  }

  /** Deletes every jar but these. */
  public void retain(Set<String> hashes) throws IOException {
    Set<String> names = new HashSet<>();
    for (String hash : hashes) {
      names.add(hash + ".jar");
      names.add(PluginSignatureFile.of(jar(hash)).getFileName().toString());
    }
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.{jar,sig}")) {
      for (Path jar : jars) {
        if (!names.contains(jar.getFileName().toString())) {
          Files.delete(jar);
        }
      }
    }
  }

  /**
   * The list as it was last written; empty if there is none.
   *
   * @throws IOException if it cannot be read, or is not understood; it has been put aside then
   */
  public DesiredState read() throws IOException {
    Path file = folder.resolve(STATE);
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      return DesiredState.EMPTY;
    }
    try {
      return DesiredState.fromJson(text);
    } catch (IllegalArgumentException e) {
      Path aside = folder.resolve(STATE + ".refused");
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      throw new IOException(
          "the list of plugins %s is not understood: %s; it is kept as %s, and the plugin folder is read anew"
              .formatted(file, e.getMessage(), aside),
          e);
    }
  }

  /** Writes the list, durably. */
  public void write(DesiredState state) throws IOException {
    AtomicFile.write(
        temporary(STATE),
        folder.resolve(STATE),
        state.toJson().getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /**
   * What is remembered of plugins; nothing if it was never written.
   *
   * @throws IOException if it cannot be read, or is not understood; it has been put aside then
   */
  public PluginRecords readRecords() throws IOException {
    Path file = folder.resolve(RECORDS);
    try {
      return PluginRecords.fromJson(Files.readString(file));
    } catch (NoSuchFileException e) {
      return PluginRecords.EMPTY;
    } catch (IllegalArgumentException e) {
      Path aside = folder.resolve(RECORDS + ".refused");
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      throw new IOException(
          "what was remembered of plugins in %s is not understood: %s; it is kept as %s, and quarantines and downgrades are not known any more"
              .formatted(file, e.getMessage(), aside),
          e);
    }
  }

  /** Writes what is remembered of plugins, durably. */
  public void write(PluginRecords records) throws IOException {
    AtomicFile.write(
        temporary(RECORDS),
        folder.resolve(RECORDS),
        records.toJson().getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private Path temporary(String name) {
    return folder.resolve(name + TEMPORARY);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
