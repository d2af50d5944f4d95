// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.registry.internal;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.store.Batch;
import org.chaoschain.api.store.KeyValueStore;
import org.chaoschain.api.store.Space;
import org.chaoschain.api.store.StoreException;

/** A store of one space in memory, which fails when it is told to. */
final class MemoryStore implements KeyValueStore, Space {
  final TreeMap<Bytes, Bytes> content = new TreeMap<>();
  boolean opens = true;
  boolean writes = true;

  @Override
  public Space open(String name, int version, Upgrade upgrade) throws StoreException {
    if (!opens) {
      throw new StoreException("the disk is gone");
    }
    return this;
  }

  @Override
  public CompletionStage<Void> write(Batch batch, Durability durability) {
    if (!writes) {
      return CompletableFuture.failedStage(new StoreException("the disk is gone"));
    }
    for (Batch.Change change : batch.changes()) {
      change
          .value()
          .ifPresentOrElse(
              value -> content.put(change.key(), value), () -> content.remove(change.key()));
    }
    return CompletableFuture.completedStage(null);
  }

  @Override
  public String name() {
    return "relations";
  }

  @Override
  public Optional<Bytes> get(Bytes key) {
    return Optional.ofNullable(content.get(key));
  }

  @Override
  public List<Entry> range(Bytes from, Optional<Bytes> to, int limit) {
    return content.tailMap(from, true).entrySet().stream()
        .filter(each -> to.isEmpty() || each.getKey().compareTo(to.get()) < 0)
        .limit(limit)
        .map(each -> new Entry(each.getKey(), each.getValue()))
        .toList();
  }

  @Override
  public long entries() {
    return content.size();
  }

  @Override
  public long bytes() {
    return content.entrySet().stream()
        .mapToLong(each -> each.getKey().size() + each.getValue().size())
        .sum();
  }
}
