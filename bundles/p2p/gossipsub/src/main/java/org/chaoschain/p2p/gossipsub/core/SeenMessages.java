// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import org.chaoschain.api.metrics.Limit;

/**
 * Remembers messages for a time, the oldest leaving first, when their time is over or there are too
 * many. A hash table with linear probing whose entries are chained by age, so that a router that
 * has seen little needs little memory, and forgetting costs no scan.
 */
final class SeenMessages {
  private static final int SMALLEST = 16;

  private final Limit limit;
  private final long lifetime;
  private Delivery[] table = new Delivery[SMALLEST];
  private int size;
  private Delivery oldest;
  private Delivery newest;

  SeenMessages(Limit limit, long lifetime) {
    this.limit = limit;
    this.lifetime = lifetime;
  }

  int size() {
    return size;
  }

  /** The message of that id, or null. */
  Delivery find(MessageId id) {
    int mask = table.length - 1;
    for (int at = slot(id, mask); ; at = (at + 1) & mask) {
      Delivery found = table[at];
      if (found == null || found.id.equals(id)) {
        return found;
      }
    }
  }

  /** Remembers a message that is not there. */
  Delivery add(MessageId id, long now, Delivery.State state) {
    expire(now);
    if (!limit.allows(size + 1L)) {
      limit.refused().increment();
      forget(oldest);
    }
    if ((size + 1) * 2 > table.length) {
      resize(table.length * 2);
    }
    Delivery added = new Delivery(id, now, state);
    put(table, added);
    size++;
    if (newest == null) {
      oldest = added;
    } else {
      newest.next = added;
      added.previous = newest;
    }
    newest = added;
    return added;
  }

  /** Forgets what is too old. */
  void expire(long now) {
    while (oldest != null && now - oldest.seenAt > lifetime) {
      forget(oldest);
    }
    if (table.length > SMALLEST && size * 8 < table.length) {
      resize(Math.max(SMALLEST, table.length / 4));
    }
  }

  /** It counts as not seen; it has to be remembered until now. */
  void forget(Delivery gone) {
    remove(gone);
    if (gone.previous == null) {
      oldest = gone.next;
    } else {
      gone.previous.next = gone.next;
    }
    if (gone.next == null) {
      newest = gone.previous;
    } else {
      gone.next.previous = gone.previous;
    }
    gone.previous = null;
    gone.next = null;
    size--;
  }

  private void remove(Delivery gone) {
    int mask = table.length - 1;
    int hole = slot(gone.id, mask);
    while (table[hole] != gone) {
      hole = (hole + 1) & mask;
    }
    table[hole] = null;
    // those behind the hole that would not be found any more move into it
    for (int at = (hole + 1) & mask; table[at] != null; at = (at + 1) & mask) {
      int home = slot(table[at].id, mask);
      if (((at - home) & mask) >= ((at - hole) & mask)) {
        table[hole] = table[at];
        table[at] = null;
        hole = at;
      }
    }
  }

  private void resize(int length) {
    Delivery[] larger = new Delivery[length];
    for (Delivery entry = oldest; entry != null; entry = entry.next) {
      put(larger, entry);
    }
    table = larger;
  }

  private static void put(Delivery[] into, Delivery entry) {
    int mask = into.length - 1;
    int at = slot(entry.id, mask);
    while (into[at] != null) {
      at = (at + 1) & mask;
    }
    into[at] = entry;
  }

  private static int slot(MessageId id, int mask) {
    int hash = id.hashCode() * 0x9e3779b9;
    return (hash ^ (hash >>> 16)) & mask;
  }
}
