// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.store.internal;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.store.Space.Entry;
import org.chaoschain.api.store.StoreException;
import org.chaoschain.ops.store.core.Engine;
import org.chaoschain.ops.store.core.Table;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * An engine on a file of H2's MVStore, which writes only behind what it has written and so is whole
 * after a kill at any moment. The file has mode 0600 where there are modes.
 */
final class FileEngine implements Engine {
  private static final String FORMAT = "1";

  /** Chunks of the file with less live content than this share, in percent, are written anew. */
  private static final int COMPACT_BELOW = 60;

  /** Bytes that one compaction moves at most: every commit waits for it meanwhile. */
  private static final int COMPACT_BYTES = 1 << 17;

  /** Every commit is synced before the next one, so that this is more than enough. */
  private static final Duration RETENTION = Duration.ofSeconds(5);

  /** Kibibytes of changes after which the library would commit by itself, within a batch: never. */
  private static final int NEVER = Integer.MAX_VALUE >> 10;

  private final Path file;
  private final MVStore store;

  /**
   * Opens the file, or makes it.
   *
   * @param cacheMebibytes of pages that are kept in memory
   * @throws StoreException if it cannot be opened, is in use, or is of another version
   */
  FileEngine(Path file, int cacheMebibytes) throws StoreException {
    this(file, cacheMebibytes, RETENTION);
  }

  /**
   * As above.
   *
   * @param retention for which overwritten content stays in the file
   */
  FileEngine(Path file, int cacheMebibytes, Duration retention) throws StoreException {
    this.file = file;
    try {
      make(file);
      store =
          new MVStore.Builder()
              .fileName(file.toString())
              .autoCommitDisabled()
              .autoCommitBufferSize(NEVER)
              .cacheSize(cacheMebibytes)
              .open();
    } catch (IOException | MVStoreException e) {
      throw new StoreException(
          "%s cannot be opened: %s; if another node uses it, stop that; if it is damaged, bring a copy back or move it away: all that this node has kept is lost then"
              .formatted(file, e.getMessage()),
          e);
    }
    store.setRetentionTime((int) retention.toMillis());
    String format = store.<String, String>openMap("format").putIfAbsent("version", FORMAT);
    if (format != null && !format.equals(FORMAT)) {
      store.closeImmediately();
      throw new StoreException(
          "%s has the format version %s, and this node knows version %s; run a newer node, or move the file away: all that this node has kept is lost then"
              .formatted(file, format, FORMAT));
    }
  }

  private static void make(Path file) throws IOException {
    try {
      if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } else {
        Files.createFile(file);
      }
    } catch (FileAlreadyExistsException e) {
      // it is opened then
    }
  }

  /** The size of the file, in bytes. */
  long fileBytes() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public Table table(String name) throws StoreException {
    return tried(
        () ->
            new FileTable(
                store.openMap(
                    name,
                    new MVMap.Builder<Bytes, Bytes>()
                        .keyType(BytesType.TYPE)
                        .valueType(BytesType.TYPE))));
  }

  @Override
  public void commit() throws StoreException {
    tried(store::commit);
  }

  @Override
  public void sync() throws StoreException {
    tried(
        () -> {
          store.sync();
          return null;
        });
  }

  @Override
  public void compact() throws StoreException {
    tried(() -> store.compact(COMPACT_BELOW, COMPACT_BYTES));
  }

  @Override
  public void close() {
    store.closeImmediately();
  }

  private <T> T tried(Supplier<T> action) throws StoreException {
    try {
      return action.get();
    } catch (MVStoreException e) {
      throw new StoreException(
          "%s cannot be read or written: %s; look at the disk, and start the node again"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private final class FileTable implements Table {
    private final MVMap<Bytes, Bytes> map;

    FileTable(MVMap<Bytes, Bytes> map) {
      this.map = map;
    }

    @Override
    public Optional<Bytes> get(Bytes key) throws StoreException {
      return tried(() -> Optional.ofNullable(map.get(key)));
    }

    @Override
    public void put(Bytes key, Bytes value) throws StoreException {
      tried(() -> map.put(key, value));
    }

    @Override
    public void remove(Bytes key) throws StoreException {
      tried(() -> map.remove(key));
    }

    @Override
    public List<Entry> range(Bytes from, Optional<Bytes> to, int limit) throws StoreException {
      return tried(() -> walk(map.cursor(from), to, limit));
    }

    private static List<Entry> walk(Cursor<Bytes, Bytes> cursor, Optional<Bytes> to, int limit) {
      List<Entry> found = new ArrayList<>();
      Iterator<Bytes> keys = cursor;
      while (found.size() < limit && keys.hasNext()) {
        Bytes key = keys.next();
        if (to.isPresent() && key.compareTo(to.get()) >= 0) {
          break;
        }
        found.add(new Entry(key, cursor.getValue()));
      }
      return found;
    }

    @Override
    public long entries() {
      return map.sizeAsLong();
    }
  }
}
