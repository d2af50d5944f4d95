// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.store.Space.Entry;
import org.chaoschain.message.delivery.durable.core.InboxKey;
import org.chaoschain.message.delivery.durable.core.InboxTable;

/**
 * What an inbox remembers, on a disk. Used by one thread at a time, but for the sizes: the disk
 * corrects them when it has refused what was put.
 */
final class StoredTable implements InboxTable {
  private static final Bytes FAILED = Bytes.copyOf((byte) 1);
  private static final Bytes FORGOTTEN = Bytes.copyOf((byte) 'f');

  private final Shelf known;
  private final Shelf cancelled;
  private final Shelf notes;
  private final AtomicLong size = new AtomicLong();
  private final AtomicLong cancelledSize = new AtomicLong();
  private long forgotten;

  StoredTable(Disk disk) {
    known = disk.shelf("inbox-known");
    cancelled = disk.shelf("inbox-cancelled");
    notes = disk.shelf("inbox-notes");
    cancelledSize.set(cancelled.entries());
    size.set(known.entries() + cancelledSize.get());
    known.onDropped(key -> size.decrementAndGet());
    cancelled.onDropped(
        key -> {
          size.decrementAndGet();
          cancelledSize.decrementAndGet();
        });
    forgotten = notes.get(FORGOTTEN).map(value -> value.toByteBuffer().getLong()).orElse(-1L);
  }

  @Override
  public Optional<Fate> get(InboxKey key) {
    Bytes encoded = key.encode();
    Optional<Fate> fate =
        known.get(encoded).map(value -> value.isEmpty() ? Fate.DELIVERED : Fate.FAILED);
    return fate.isPresent() || cancelledSize.get() == 0
        ? fate
        : cancelled.get(encoded).map(value -> Fate.CANCELLED);
  }

  @Override
  public void put(InboxKey key, Fate fate) {
    if (get(key).isEmpty()) {
      size.incrementAndGet();
      cancelledSize.addAndGet(fate == Fate.CANCELLED ? 1 : 0);
    }
    Shelf shelf = fate == Fate.CANCELLED ? cancelled : known;
    shelf.put(key.encode(), fate == Fate.FAILED ? FAILED : Bytes.EMPTY);
  }

  @Override
  public List<InboxKey> removeFirst(int most, long upToExpiry) {
    List<InboxKey> removed = new ArrayList<>(removeFirst(known, most, upToExpiry));
    List<InboxKey> rest = removeFirst(cancelled, most - removed.size(), upToExpiry);
    cancelledSize.addAndGet(-rest.size());
    removed.addAll(rest);
    size.addAndGet(-removed.size());
    removed.sort(Comparator.comparingLong(InboxKey::expiry));
    return removed;
  }

  private static List<InboxKey> removeFirst(Shelf shelf, int most, long upToExpiry) {
    List<InboxKey> removed = new ArrayList<>();
    if (most <= 0) {
      return removed;
    }
    for (Entry entry : shelf.range(Bytes.EMPTY, most)) {
      InboxKey key = InboxKey.decode(entry.key());
      if (key.expiry() > upToExpiry) {
        break;
      }
      if (shelf.get(entry.key()).isPresent()) { // else it was removed just now
        shelf.remove(entry.key());
        removed.add(key);
      }
    }
    return removed;
  }

  @Override
  public long size() {
    return size.get();
  }

  @Override
  public long cancelled() {
    return cancelledSize.get();
  }

  @Override
  public long forgotten() {
    return forgotten;
  }

  @Override
  public void forgotten(long expiry) {
    forgotten = expiry;
    notes.put(FORGOTTEN, Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(expiry).array()));
  }
}
