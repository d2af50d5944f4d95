// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.store.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.metrics.Timer;
import org.chaoschain.api.store.Batch;
import org.chaoschain.api.store.Batch.Change;
import org.chaoschain.api.store.KeyValueStore;
import org.chaoschain.api.store.KeyValueStore.Durability;
import org.chaoschain.api.store.KeyValueStore.Upgrade;
import org.chaoschain.api.store.Space;
import org.chaoschain.api.store.StoreException;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;

/**
 * The spaces of all bundles, over one engine. Writes that come while the disk is waited for share
 * the next wait. Safe for use by many threads.
 */
public final class EmbeddedStore implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("[a-z0-9.-]{1,64}");

  /** Forms and sizes of the spaces: the path, then version (4 bytes) and bytes (8 bytes). */
  private static final String CATALOGUE = "spaces";

  private final Engine engine;
  private final StoreLimits limits;
  private final Clock clock;
  private final Scheduler scheduler;
  private final SerialExecutor executor;
  private final Duration interval;
  private final Consumer<StoreException> onFailure;
  private final Timer commits;
  private final Counter batches;
  private final ReentrantLock disk = new ReentrantLock();
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, StoredSpace> spaces = new HashMap<>();
  private final Map<String, Integer> versions = new HashMap<>();
  private final Map<String, Long> ownerBytes = new HashMap<>();
  private final Set<StoredSpace> resized = new LinkedHashSet<>();
  private final Table catalogue;
  private List<CompletableFuture<Void>> waiting = new ArrayList<>();
  private long bytes;
  private long pendingBytes;
  private boolean committing;
  private boolean timed;
  private volatile StoreException failure;

  /**
   * A store of what the engine has.
   *
   * @param executor waits for the disk
   * @param interval within which lazy writes are on the disk
   * @param onFailure is told once, when the store has failed
   * @throws StoreException if the engine cannot be read
   */
  public EmbeddedStore(
      Engine engine,
      StoreLimits limits,
      Clock clock,
      Scheduler scheduler,
      SerialExecutor executor,
      Duration interval,
      Metrics metrics,
      Consumer<StoreException> onFailure)
      throws StoreException {
    this.engine = engine;
    this.limits = limits;
    this.clock = clock;
    this.scheduler = scheduler;
    this.executor = executor;
    this.interval = interval;
    this.onFailure = onFailure;
    this.commits = metrics.timer("ops.store.commit");
    this.batches = metrics.counter("ops.store.batches");
    this.catalogue = engine.table(CATALOGUE);
    for (Space.Entry entry : catalogue.range(Bytes.EMPTY, Optional.empty(), 1 << 20)) {
      String path = new String(entry.key().toArray(), StandardCharsets.UTF_8);
      ByteBuffer value = entry.value().toByteBuffer();
      versions.put(path, value.getInt());
      long size = value.getLong();
      bytes += size;
      String owner = path.substring(0, path.indexOf('/'));
      ownerBytes.merge(owner, size, Long::sum);
      spaces.put(
          path,
          new StoredSpace(
              this, owner, path.substring(owner.length() + 1), engine.table(path), size));
    }
  }

  /** What a bundle sees of it. */
  public KeyValueStore of(String owner) {
    return new OwnedStore(this, owner);
  }

  /** The bytes of all keys and values. */
  public long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  /** The bytes that are not on the disk yet. */
  public long pendingBytes() {
    lock.lock();
    try {
      return pendingBytes;
    } finally {
      lock.unlock();
    }
  }

  /** All spaces, by owner and name. */
  public List<Space> spaces() {
    lock.lock();
    try {
      return List.copyOf(spaces.values());
    } finally {
      lock.unlock();
    }
  }

  void checkOpen() throws StoreException {
    StoreException failed = failure;
    if (failed != null) {
      throw new StoreException(failed.getMessage(), failed);
    }
  }

  Space open(String owner, String name, int version, Upgrade upgrade)
      throws StoreException, LimitExceededException {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "the name of a space is %s, not '%s'".formatted(NAME.pattern(), name));
    }
    if (version < 1) {
      throw new IllegalArgumentException(
          "space %s: versions start at 1, not %d".formatted(name, version));
    }
    checkOpen();
    String path = StoredSpace.path(owner, name);
    lock.lock();
    try {
      StoredSpace space = spaces.get(path);
      if (space == null) {
        limits.spaces().check("spaces of the store", spaces.size() + 1L);
        space = new StoredSpace(this, owner, name, engine.table(path), 0);
        spaces.put(path, space);
        setVersion(space, version);
      }
      int found = versions.get(path);
      if (found > version) {
        throw new StoreException(
            "the space %s is of version %d, and this %s knows version %d; run a newer one, or remove the file of the store with all that is in it"
                .formatted(path, found, owner, version));
      }
      if (found < version) {
        Batch changes = upgrade.upgrade(space, found);
        try {
          apply(owner, changes);
        } catch (StoreException e) {
          fail(e, List.of()); // else half of the batch would go with the next commit
          throw e;
        }
        setVersion(space, version);
      }
      return space;
    } finally {
      lock.unlock();
    }
  }

  /** It goes to the disk with the next commit. */
  private void setVersion(StoredSpace space, int version) {
    versions.put(space.path(), version);
    resized.add(space);
    commitLater();
  }

  CompletionStage<Void> write(String owner, Batch batch, Durability durability)
      throws LimitExceededException {
    CompletableFuture<Void> written = new CompletableFuture<>();
    lock.lock();
    try {
      checkOpen();
      apply(owner, batch);
      waiting.add(written);
      if (durability == Durability.NOW) {
        commitSoon();
      } else {
        commitLater();
      }
    } catch (StoreException e) {
      fail(e, List.of(written));
      return written;
    } finally {
      lock.unlock();
    }
    batches.increment();
    return written;
  }

  private void apply(String owner, Batch batch) throws StoreException, LimitExceededException {
    List<Change> changes = batch.changes();
    Sizes sizes = new Sizes(limits);
    for (Change change : changes) {
      sizes.add(own(owner, change), change);
    }
    long growth = sizes.total();
    if (growth > 0) {
      limits.bytes().check("the store", bytes + growth);
      limits
          .ownerBytes()
          .check("what " + owner + " keeps", ownerBytes.getOrDefault(owner, 0L) + growth);
    }
    limits.pendingBytes().check("writes that wait for the disk", pendingBytes + sizes.written());
    for (Change change : changes) {
      Table table = own(owner, change).table();
      if (change.value().isPresent()) {
        table.put(change.key(), change.value().get());
      } else {
        table.remove(change.key());
      }
    }
    bytes += growth;
    ownerBytes.merge(owner, growth, Long::sum);
    pendingBytes += sizes.written();
    sizes
        .growth()
        .forEach(
            (space, by) -> {
              space.setBytes(space.bytes() + by);
              resized.add(space);
            });
  }

  private StoredSpace own(String owner, Change change) {
    if (change.space() instanceof StoredSpace space
        && space.store() == this
        && space.owner().equals(owner)) {
      return space;
    }
    throw new IllegalArgumentException(
        "the space %s is not one of %s in this store".formatted(change.space(), owner));
  }

  private void commitSoon() {
    if (!committing) {
      committing = true;
      executor.execute(this::commit);
    }
  }

  private void commitLater() {
    if (!timed && !committing) {
      timed = true;
      scheduler.schedule(
          interval,
          () -> {
            lock.lock();
            try {
              timed = false;
              commitSoon();
            } finally {
              lock.unlock();
            }
          });
    }
  }

  /** One at a time: by the executor, or by who closes. */
  private void commit() {
    List<CompletableFuture<Void>> done;
    long begin = clock.nanoTime();
    disk.lock();
    try {
      long committed;
      lock.lock();
      try {
        committing = false;
        done = waiting;
        waiting = new ArrayList<>();
        committed = pendingBytes;
        try {
          checkOpen();
          keepSizes();
          engine.commit();
        } catch (StoreException e) {
          fail(e, done);
          return;
        }
      } finally {
        lock.unlock();
      }
      try {
        engine.sync();
      } catch (StoreException e) {
        fail(e, done);
        return;
      }
      lock.lock();
      try {
        pendingBytes -= committed;
      } finally {
        lock.unlock();
      }
    } finally {
      disk.unlock();
    }
    commits.record(Duration.ofNanos(clock.nanoTime() - begin));
    done.forEach(each -> each.complete(null));
  }

  private void keepSizes() throws StoreException {
    for (StoredSpace space : resized) {
      ByteBuffer value = ByteBuffer.allocate(12);
      value.putInt(versions.get(space.path())).putLong(space.bytes());
      catalogue.put(
          Bytes.wrap(space.path().getBytes(StandardCharsets.UTF_8)), Bytes.wrap(value.array()));
    }
    resized.clear();
  }

  /** From now on nothing is read or written; who waits is told. */
  private void fail(StoreException cause, List<CompletableFuture<Void>> alsoWaiting) {
    List<CompletableFuture<Void>> all = new ArrayList<>(alsoWaiting);
    boolean first;
    lock.lock();
    try {
      all.addAll(waiting);
      waiting = new ArrayList<>();
      first = failure == null;
      if (first) {
        failure = cause;
      }
    } finally {
      lock.unlock();
    }
    if (first) {
      onFailure.accept(cause);
    }
    all.forEach(each -> each.completeExceptionally(cause));
  }

  /** Gives back space on the disk, if there is some to give back. Blocks for some milliseconds. */
  public void compact() {
    disk.lock();
    try {
      lock.lock();
      try {
        checkOpen();
        keepSizes();
        engine.compact();
      } catch (StoreException e) {
        fail(e, List.of());
      } finally {
        lock.unlock();
      }
    } finally {
      disk.unlock();
    }
  }

  /** Brings everything to the disk and closes the engine. Blocks until that is done. */
  @Override
  public void close() {
    if (failure == null) {
      commit();
    }
    lock.lock();
    try {
      if (failure == null) {
        failure = new StoreException("the store is closed");
      }
    } finally {
      lock.unlock();
    }
    engine.close();
  }
}
