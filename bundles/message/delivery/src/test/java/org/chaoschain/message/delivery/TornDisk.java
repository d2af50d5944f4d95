// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.store.Space.Entry;

/**
 * A disk that is written after each change, or after each group of changes that belong together,
 * and remembers what was on it each time: that is what a node may find that was killed then.
 */
final class TornDisk implements Disk {
  /** What was on the disk, by shelf and key, in the order of time. */
  final List<Map<String, Map<Bytes, Bytes>>> moments = new ArrayList<>();

  private final Map<String, TreeMap<Bytes, Bytes>> content = new TreeMap<>();
  private int together;

  @Override
  public Shelf shelf(String name) {
    content.putIfAbsent(name, new TreeMap<>());
    return new TornShelf(content.get(name));
  }

  @Override
  public <T, E extends Exception> Step<T> together(Changes<T, E> changes) throws E {
    together++;
    try {
      return new Step<>(changes.make(), 0);
    } finally {
      together--;
      written();
    }
  }

  private void written() {
    if (together == 0) {
      Map<String, Map<Bytes, Bytes>> moment = new TreeMap<>();
      content.forEach((name, entries) -> moment.put(name, Map.copyOf(entries)));
      moments.add(moment);
    }
  }

  @Override
  public void whenWritten(Step<?> step, Runnable then, Consumer<String> failed) {
    then.run();
  }

  @Override
  public boolean durable() {
    return true;
  }

  @Override
  public void close() {
    // nothing waits
  }

  private final class TornShelf implements Shelf {
    private final NavigableMap<Bytes, Bytes> entries;

    TornShelf(NavigableMap<Bytes, Bytes> entries) {
      this.entries = entries;
    }

    @Override
    public Optional<Bytes> get(Bytes key) {
      return Optional.ofNullable(entries.get(key));
    }

    @Override
    public void put(Bytes key, Bytes value) {
      entries.put(key, value);
      written();
    }

    @Override
    public void remove(Bytes key) {
      entries.remove(key);
      written();
    }

    @Override
    public void onDropped(Consumer<Bytes> listener) {
      // nothing is
    }

    @Override
    public List<Entry> range(Bytes from, int limit) {
      return entries.tailMap(from).entrySet().stream()
          .limit(limit)
          .map(entry -> new Entry(entry.getKey(), entry.getValue()))
          .toList();
    }

    @Override
    public long entries() {
      return entries.size();
    }
  }
}
