// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.store.core;

import java.util.List;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.store.Space;
import org.chaoschain.api.store.StoreException;

/** A space of an {@link EmbeddedStore}. */
final class StoredSpace implements Space {
  private final EmbeddedStore store;
  private final String owner;
  private final String name;
  private final Table table;
  private volatile long bytes;

  StoredSpace(EmbeddedStore store, String owner, String name, Table table, long bytes) {
    this.store = store;
    this.owner = owner;
    this.name = name;
    this.table = table;
    this.bytes = bytes;
  }

  /** The name of its table, which no other space has: a bundle's name has no slash. */
  static String path(String owner, String name) {
    return owner + "/" + name;
  }

  EmbeddedStore store() {
    return store;
  }

  String owner() {
    return owner;
  }

  String path() {
    return path(owner, name);
  }

  Table table() {
    return table;
  }

  void setBytes(long now) {
    bytes = now;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<Bytes> get(Bytes key) throws StoreException {
    store.checkOpen();
    return table.get(key);
  }

  @Override
  public List<Entry> range(Bytes from, Optional<Bytes> to, int limit) throws StoreException {
    if (limit < 1) {
      throw new IllegalArgumentException(
          "space %s: a range has a limit of at least 1, not %d".formatted(name, limit));
    }
    store.checkOpen();
    return table.range(from, to, limit);
  }

  @Override
  public long entries() {
    return table.entries();
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public String toString() {
    return path();
  }
}
