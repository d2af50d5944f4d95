// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.store.Batch;
import org.chaoschain.api.store.KeyValueStore;
import org.chaoschain.api.store.KeyValueStore.Durability;
import org.chaoschain.api.store.Space;
import org.chaoschain.api.store.Space.Entry;
import org.chaoschain.api.store.StoreException;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A disk in the node's store. One group of changes is on its way to the store at a time; what comes
 * meanwhile is the next group, and an interval lies between two of them at least; two intervals if
 * the last group was large. So thousands of messages a second share some hundred waits for the
 * disk.
 */
final class StoreDisk implements Disk {
  private static final Logger LOG = LoggerFactory.getLogger(StoreDisk.class);

  /** Within which changes nobody waits for are on the disk. */
  private static final Duration LAZY = Duration.ofMillis(200);

  /** So many changes in a group are a sign of load, under which fewer and larger writes pay. */
  static final int LARGE = 32;

  private final KeyValueStore store;
  private final DeliveryEnvironment environment;
  private final Scheduler scheduler;
  private final Clock clock;
  private final long interval;
  private final Counter groups;
  private final Counter changes;
  private final SerialExecutor executor;
  private final Map<String, StoreShelf> shelves = new LinkedHashMap<>();

  // guarded by this
  private Group open = new Group();
  private Group writing = new Group();
  private boolean underWay;
  private boolean timed;
  private boolean lazilyTimed;
  private long lastWrite;
  private long pause;
  private String failure = "";
  private long refusals;
  private String refused = "";

  /** What is written together, and who waits for it. */
  private static final class Group {
    final Map<Slot, Optional<Bytes>> changes = new LinkedHashMap<>();
    final List<Waiter> waiters = new ArrayList<>();

    boolean isEmpty() {
      return changes.isEmpty() && waiters.isEmpty();
    }
  }

  private record Slot(StoreShelf shelf, Bytes key) {}

  private record Waiter(Runnable then, Consumer<String> failed) {}

  StoreDisk(KeyValueStore store, DeliveryEnvironment environment, Duration interval) {
    this.store = store;
    this.environment = environment;
    this.scheduler = environment.scheduler();
    this.clock = environment.clock();
    this.interval = interval.toNanos();
    this.executor = scheduler.serial("direct messages to the disk");
    this.pause = this.interval;
    this.lastWrite = clock.nanoTime() - this.interval;
    this.groups = environment.metrics().counter("message.delivery.durable.groups");
    this.changes = environment.metrics().counter("message.delivery.durable.changes");
  }

  @Override
  public Shelf shelf(String name) {
    try {
      Space space = store.open(name, 1, KeyValueStore.Upgrade.NONE);
      synchronized (this) {
        return shelves.computeIfAbsent(name, key -> new StoreShelf(space));
      }
    } catch (StoreException | LimitExceededException e) {
      throw new IllegalStateException(
          "direct messages cannot be kept: " + e.getMessage() + "; see ops.store", e);
    }
  }

  /** A group is taken to the store under the same lock, so it has all of them. */
  @Override
  public synchronized <T, E extends Exception> Step<T> together(Changes<T, E> changes) throws E {
    return new Step<>(changes.make(), refusals);
  }

  @Override
  public boolean durable() {
    return true;
  }

  @Override
  public void whenWritten(Step<?> step, Runnable then, Consumer<String> failed) {
    String failedBefore;
    synchronized (this) {
      failedBefore = failure.isEmpty() && step.refusals() != refusals ? refused : failure;
      if (failedBefore.isEmpty()) {
        open.waiters.add(new Waiter(then, failed));
        writeSoon();
      }
    }
    if (!failedBefore.isEmpty()) {
      failed.accept(failedBefore);
    }
  }

  private synchronized void change(StoreShelf shelf, Bytes key, Optional<Bytes> value) {
    Slot slot = new Slot(shelf, key);
    open.changes.remove(slot); // to be the last of its group
    open.changes.put(slot, value);
    if (!lazilyTimed && !timed && !underWay) {
      lazilyTimed = true;
      scheduler.schedule(LAZY, this::writeLazily);
    }
  }

  private synchronized void writeLazily() {
    lazilyTimed = false;
    writeSoon();
  }

  /** Guarded by this. */
  private void writeSoon() {
    if (timed || underWay || open.isEmpty()) {
      return;
    }
    timed = true;
    long wait = lastWrite + pause - clock.nanoTime();
    if (wait <= 0) {
      submit();
    } else {
      scheduler.schedule(Duration.ofNanos(wait), this::submit);
    }
  }

  private void submit() {
    try {
      executor.execute(this::write);
    } catch (RejectedExecutionException e) {
      scheduler.schedule(LAZY, this::submit);
    }
  }

  private void write() {
    Group group;
    synchronized (this) {
      timed = false;
      if (underWay) {
        return;
      }
      underWay = true;
      lastWrite = clock.nanoTime();
      group = open;
      writing = group;
      pause = group.changes.size() < LARGE ? interval : 2 * interval;
      open = new Group();
    }
    Batch batch = new Batch();
    group.changes.forEach(
        (slot, value) ->
            value.ifPresentOrElse(
                it -> batch.put(slot.shelf().space, slot.key(), it),
                () -> batch.remove(slot.shelf().space, slot.key())));
    groups.increment();
    changes.add(group.changes.size());
    try {
      store
          .write(batch, group.waiters.isEmpty() ? Durability.SOON : Durability.NOW)
          .whenComplete((nothing, e) -> written(group, e));
      if (group.waiters.isEmpty()) {
        next(); // nobody waits for the disk, and the store shows it at once
      }
    } catch (LimitExceededException e) {
      refused(group, e);
    }
  }

  private void written(Group group, Throwable e) {
    if (e != null) {
      synchronized (this) {
        failure = "the store has failed: " + e.getMessage();
      }
      LOG.error("direct messages can be kept no more: {}", e.getMessage());
    }
    String why = e == null ? "" : "the store has failed: " + e.getMessage();
    if (!group.waiters.isEmpty()) {
      afterwards(
          () -> {
            tell(group, why);
            next();
          });
    }
  }

  private void afterwards(Runnable task) {
    try {
      executor.run(task);
    } catch (RejectedExecutionException e) {
      scheduler.schedule(LAZY, () -> afterwards(task));
    }
  }

  /**
   * The store is full: nothing of the group was written. What came meanwhile may build upon it, so
   * that it is not written either. What makes room is tried again.
   */
  private void refused(Group group, LimitExceededException e) {
    environment.metrics().counter("message.delivery.durable.refused").increment();
    Group later;
    synchronized (this) {
      refusals++;
      refused = e.getMessage();
      later = open;
      open = new Group();
      writing = new Group();
      keepRemovals(group);
      keepRemovals(later);
      drop(group);
      drop(later);
    }
    tell(group, e.getMessage());
    tell(later, e.getMessage());
    next();
  }

  /** Guarded by this. */
  private void keepRemovals(Group group) {
    group.changes.forEach(
        (slot, value) -> {
          if (value.isEmpty()) {
            open.changes.put(slot, value);
          }
        });
  }

  /** Guarded by this. */
  private static void drop(Group group) {
    group.changes.forEach(
        (slot, value) -> {
          if (value.isPresent()) {
            slot.shelf().dropped(slot.key());
          }
        });
  }

  private static void tell(Group group, String failure) {
    for (Waiter waiter : group.waiters) {
      try {
        if (failure.isEmpty()) {
          waiter.then().run();
        } else {
          waiter.failed().accept(failure);
        }
      } catch (RuntimeException e) {
        LOG.error("what follows a write of direct messages failed", e);
      }
    }
  }

  private synchronized void next() {
    writing = new Group();
    underWay = false;
    if (!open.waiters.isEmpty()) {
      writeSoon();
    } else if (!open.isEmpty() && !lazilyTimed) {
      lazilyTimed = true;
      scheduler.schedule(LAZY, this::writeLazily);
    }
  }

  private synchronized Optional<Optional<Bytes>> unwritten(Slot slot) {
    Optional<Bytes> value = open.changes.get(slot);
    return Optional.ofNullable(value == null ? writing.changes.get(slot) : value);
  }

  @Override
  public void close() {
    Group last;
    synchronized (this) {
      last = open;
      open = new Group();
      failure = failure.isEmpty() ? "delivery is being stopped" : failure;
    }
    Batch batch = new Batch();
    last.changes.forEach(
        (slot, value) ->
            value.ifPresentOrElse(
                it -> batch.put(slot.shelf().space, slot.key(), it),
                () -> batch.remove(slot.shelf().space, slot.key())));
    try {
      store.write(batch, Durability.SOON); // the store brings it to the disk when it closes
    } catch (LimitExceededException e) {
      LOG.warn("the last changes of direct messages were not kept: {}", e.getMessage());
    }
  }

  private final class StoreShelf implements Shelf {
    private final Space space;
    private final List<Consumer<Bytes>> listeners = new CopyOnWriteArrayList<>();

    StoreShelf(Space space) {
      this.space = space;
    }

    @Override
    public void onDropped(Consumer<Bytes> listener) {
      listeners.add(listener);
    }

    void dropped(Bytes key) {
      if (!listeners.isEmpty() && get(key).isEmpty()) {
        listeners.forEach(listener -> listener.accept(key));
      }
    }

    @Override
    public Optional<Bytes> get(Bytes key) {
      Optional<Optional<Bytes>> unwritten = unwritten(new Slot(this, key));
      if (unwritten.isPresent()) {
        return unwritten.get();
      }
      try {
        return space.get(key);
      } catch (StoreException e) {
        return failed(e, Optional.empty());
      }
    }

    @Override
    public void put(Bytes key, Bytes value) {
      change(this, key, Optional.of(value));
    }

    @Override
    public void remove(Bytes key) {
      change(this, key, Optional.empty());
    }

    @Override
    public List<Entry> range(Bytes from, int limit) {
      try {
        return space.range(from, Optional.empty(), limit);
      } catch (StoreException e) {
        return failed(e, List.of());
      }
    }

    @Override
    public long entries() {
      return space.entries();
    }

    private <T> T failed(StoreException e, T instead) {
      synchronized (StoreDisk.this) {
        failure = failure.isEmpty() ? "the store has failed: " + e.getMessage() : failure;
      }
      return instead;
    }
  }
}
