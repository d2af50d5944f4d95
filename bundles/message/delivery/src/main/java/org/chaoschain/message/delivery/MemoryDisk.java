// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.store.Space.Entry;

/** No disk: what is put is written at once, and gone when this node ends. */
final class MemoryDisk implements Disk {
  private final Map<String, Shelf> shelves = new HashMap<>();

  @Override
  public synchronized Shelf shelf(String name) {
    return shelves.computeIfAbsent(name, key -> new MemoryShelf());
  }

  @Override
  public <T, E extends Exception> Step<T> together(Changes<T, E> changes) throws E {
    return new Step<>(changes.make(), 0);
  }

  @Override
  public void whenWritten(Step<?> step, Runnable then, Consumer<String> failed) {
    then.run();
  }

  @Override
  public boolean durable() {
    return false;
  }

  @Override
  public void close() {
    // nothing waits
  }

  private static final class MemoryShelf implements Shelf {
    private final TreeMap<Bytes, Bytes> entries = new TreeMap<>();

    @Override
    public synchronized Optional<Bytes> get(Bytes key) {
      return Optional.ofNullable(entries.get(key));
    }

    @Override
    public synchronized void put(Bytes key, Bytes value) {
      entries.put(key, value);
    }

    @Override
    public synchronized void remove(Bytes key) {
      entries.remove(key);
    }

    @Override
    public void onDropped(Consumer<Bytes> listener) {
      // nothing is
    }

    @Override
    public synchronized List<Entry> range(Bytes from, int limit) {
      return entries.tailMap(from).entrySet().stream()
          .limit(limit)
          .map(entry -> new Entry(entry.getKey(), entry.getValue()))
          .toList();
    }

    @Override
    public synchronized long entries() {
      return entries.size();
    }
  }
}
