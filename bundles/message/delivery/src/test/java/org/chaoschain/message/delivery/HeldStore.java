// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.store.Batch;
import org.chaoschain.api.store.KeyValueStore;
import org.chaoschain.api.store.Space;

/** A store whose disk has what was written when the test says so. */
final class HeldStore implements KeyValueStore {
  private final Map<String, Box> boxes = new HashMap<>();
  private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
  private Limit full;

  @Override
  public Space open(String name, int version, Upgrade upgrade) {
    return boxes.computeIfAbsent(name, Box::new);
  }

  @Override
  public CompletionStage<Void> write(Batch batch, Durability durability)
      throws LimitExceededException {
    if (full != null && batch.changes().stream().anyMatch(change -> change.value().isPresent())) {
      throw full.refuse("the store", 2);
    }
    for (Batch.Change change : batch.changes()) {
      Map<Bytes, Bytes> content = boxes.get(change.space().name()).content;
      change
          .value()
          .ifPresentOrElse(
              value -> content.put(change.key(), value), () -> content.remove(change.key()));
    }
    CompletableFuture<Void> written = new CompletableFuture<>();
    waiting.add(written);
    return written;
  }

  /** From now on nothing fits in. */
  void refuseWith(Limit limit) {
    full = limit;
  }

  /** The disk has all that was written. */
  void complete() {
    List<CompletableFuture<Void>> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(each -> each.complete(null));
  }

  private static final class Box implements Space {
    private final String name;
    private final TreeMap<Bytes, Bytes> content = new TreeMap<>();

    Box(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Optional<Bytes> get(Bytes key) {
      return Optional.ofNullable(content.get(key));
    }

    @Override
    public List<Entry> range(Bytes from, Optional<Bytes> to, int limit) {
      return content.tailMap(from).entrySet().stream()
          .limit(limit)
          .map(entry -> new Entry(entry.getKey(), entry.getValue()))
          .toList();
    }

    @Override
    public long entries() {
      return content.size();
    }

    @Override
    public long bytes() {
      return content.values().stream().mapToLong(Bytes::size).sum();
    }
  }
}
