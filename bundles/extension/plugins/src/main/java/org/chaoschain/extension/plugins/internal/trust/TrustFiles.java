// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.trust;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.extension.plugins.internal.file.AtomicFile;
import org.chaoschain.extension.plugins.internal.file.OwnerOnly;
import org.chaoschain.extension.signing.core.PublisherId;
import org.chaoschain.extension.signing.core.RevocationList;
import org.chaoschain.extension.signing.core.SignatureFormatException;

/**
 * The folder {@code plugins/.trust} of the data directory, mode 0700: {@code trust.json}, mode
 * 0600, and the revocation list of each publisher that has sent one. It stands apart from the
 * store, so that a store that is wiped forgets no decision. What cannot be read stops the plugins:
 * a file that somebody broke must not undo a revocation. For one thread.
 */
final class TrustFiles {
  private static final String BOOK = "trust.json";
  private static final String LIST = ".revoked";
  private static final String TEMPORARY = ".tmp";
  private static final int MAX_BOOK_BYTES = 16 << 20;

  private final Path folder;

  TrustFiles(Path folder) throws IOException {
    this.folder = folder;
    OwnerOnly.folder(folder);
  }

  /**
   * What is remembered; empty if nothing is.
   *
   * @throws IOException naming the file and what is wrong with it
   */
  TrustBook read() throws IOException {
    Path file = folder.resolve(BOOK);
    try {
      return TrustBook.fromJson(
          new String(bounded(file, MAX_BOOK_BYTES).toArray(), StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      return TrustBook.EMPTY;
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "%s cannot be used: %s; restore it from a backup, or remove it and decide anew whom to trust"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  void write(TrustBook book) throws IOException {
    write(BOOK, book.toJson().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The lists, each as it was signed.
   *
   * @throws IOException naming the file and what is wrong with it
   */
  Map<PublisherId, RevocationList> lists() throws IOException {
    Map<PublisherId, RevocationList> lists = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + LIST)) {
      for (Path file : files) {
        RevocationList list = list(file);
        if (!file.getFileName().toString().equals(name(list.publisher()))) {
          throw new IOException(file + " cannot be used: it is a list of " + list.publisher());
        }
        lists.put(list.publisher(), list);
      }
    }
    return lists;
  }

  /**
   * A list in any file.
   *
   * @throws IOException if it cannot be read, or is no good list
   */
  static RevocationList list(Path file) throws IOException {
    try {
      RevocationList list = RevocationList.parse(bounded(file, RevocationList.MAX_BYTES));
      if (!list.good()) {
        throw new IOException(
            "%s is not what %s has signed: its signature does not fit"
                .formatted(file, list.publisher()));
      }
      return list;
    } catch (SignatureFormatException e) {
      throw new IOException(file + " is no revocation list: " + e.getMessage(), e);
    }
  }

  void write(RevocationList list) throws IOException {
    write(name(list.publisher()), list.encode().toArray());
  }

  /**
   * A file's content.
   *
   * @throws NoSuchFileException if there is none
   * @throws IOException if it is a link or no regular file, or holds more than that
   */
  static Bytes bounded(Path file, int limit) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(file.toString());
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(file.getFileName() + " is a link, or no file");
    }
    try (InputStream in =
        Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw new IOException("%s has more than %d bytes".formatted(file.getFileName(), limit));
      }
      return Bytes.wrap(bytes);
    }
  }

  private void write(String name, byte[] bytes) throws IOException {
    Path temporary = folder.resolve(name + TEMPORARY);
    OwnerOnly.fresh(temporary);
    AtomicFile.write(temporary, folder.resolve(name), bytes);
  }

  private static String name(PublisherId publisher) {
    return publisher.key().hex() + LIST;
  }
}
