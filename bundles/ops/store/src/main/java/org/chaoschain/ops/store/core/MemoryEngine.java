// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.store.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.store.Space.Entry;
import org.chaoschain.api.store.StoreException;

/**
 * An engine in memory, for nodes that keep nothing and for simulations of nodes that crash: {@link
 * #afterKill} and {@link #afterPowerLoss} are what a new process would find.
 */
public final class MemoryEngine implements Engine {
  private record Step(String table, Bytes key, Optional<Bytes> value) {}

  private final Map<String, ConcurrentNavigableMap<Bytes, Bytes>> live = new ConcurrentHashMap<>();
  private final Map<String, NavigableMap<Bytes, Bytes>> committed = new ConcurrentHashMap<>();
  private final Map<String, NavigableMap<Bytes, Bytes>> synced = new ConcurrentHashMap<>();
  private final List<Step> uncommitted = new ArrayList<>();
  private List<Step> unsynced = new ArrayList<>();
  private volatile boolean closed;

  /** Empty. */
  public MemoryEngine() {}

  private MemoryEngine(Map<String, NavigableMap<Bytes, Bytes>> content) {
    content.forEach(
        (name, table) -> {
          live.put(name, new ConcurrentSkipListMap<>(table));
          committed.put(name, new ConcurrentSkipListMap<>(table));
          synced.put(name, new ConcurrentSkipListMap<>(table));
        });
  }

  /** An engine with what was committed. */
  public synchronized MemoryEngine afterKill() {
    return new MemoryEngine(committed);
  }

  /** An engine with what was committed and synced. */
  public synchronized MemoryEngine afterPowerLoss() {
    return new MemoryEngine(synced);
  }

  @Override
  public Table table(String name) throws StoreException {
    checkOpen();
    return new MemoryTable(name, live.computeIfAbsent(name, n -> new ConcurrentSkipListMap<>()));
  }

  @Override
  public synchronized void commit() throws StoreException {
    checkOpen();
    replay(uncommitted, committed);
    unsynced.addAll(uncommitted);
    uncommitted.clear();
  }

  @Override
  public synchronized void sync() throws StoreException {
    checkOpen();
    replay(unsynced, synced);
    unsynced = new ArrayList<>();
  }

  @Override
  public void compact() throws StoreException {
    commit();
  }

  @Override
  public void close() {
    closed = true;
  }

  private static void replay(List<Step> steps, Map<String, NavigableMap<Bytes, Bytes>> onto) {
    for (Step step : steps) {
      NavigableMap<Bytes, Bytes> table =
          onto.computeIfAbsent(step.table(), n -> new ConcurrentSkipListMap<>());
      step.value()
          .ifPresentOrElse(value -> table.put(step.key(), value), () -> table.remove(step.key()));
    }
  }

  private synchronized void note(Step step) {
    uncommitted.add(step);
  }

  private void checkOpen() throws StoreException {
    if (closed) {
      throw new StoreException("the memory engine is closed");
    }
  }

  private final class MemoryTable implements Table {
    private final String name;
    private final ConcurrentNavigableMap<Bytes, Bytes> content;

    MemoryTable(String name, ConcurrentNavigableMap<Bytes, Bytes> content) {
      this.name = name;
      this.content = content;
    }

    @Override
    public Optional<Bytes> get(Bytes key) throws StoreException {
      checkOpen();
      return Optional.ofNullable(content.get(key));
    }

    @Override
    public void put(Bytes key, Bytes value) throws StoreException {
      checkOpen();
      content.put(key, value);
      note(new Step(name, key, Optional.of(value)));
    }

    @Override
    public void remove(Bytes key) throws StoreException {
      checkOpen();
      content.remove(key);
      note(new Step(name, key, Optional.empty()));
    }

    @Override
    public List<Entry> range(Bytes from, Optional<Bytes> to, int limit) throws StoreException {
      checkOpen();
      List<Entry> found = new ArrayList<>();
      for (Map.Entry<Bytes, Bytes> each : content.tailMap(from, true).entrySet()) {
        if (found.size() == limit || (to.isPresent() && each.getKey().compareTo(to.get()) >= 0)) {
          break;
        }
        found.add(new Entry(each.getKey(), each.getValue()));
      }
      return found;
    }

    @Override
    public long entries() {
      return content.size();
    }
  }
}
