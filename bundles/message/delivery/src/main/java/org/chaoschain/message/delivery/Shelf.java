// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.store.Space.Entry;

/**
 * Keys and values of a {@link Disk}. What is put is read at once. Safe for use by many threads;
 * what can no longer be read counts as not there, and every write fails from then on.
 */
interface Shelf {
  Optional<Bytes> get(Bytes key);

  void put(Bytes key, Bytes value);

  void remove(Bytes key);

  /**
   * Tells of keys whose value was put and, since the disk has refused it, is not there after all;
   * not of those that had a value before.
   */
  void onDropped(Consumer<Bytes> listener);

  /** The first entries from a key on, in order; what was put or removed just now may not show. */
  List<Entry> range(Bytes from, int limit);

  /** How many entries there are. */
  long entries();

  /** All of a space, page by page. */
  static List<Bytes> keys(Shelf shelf, int page) {
    List<Bytes> keys = new ArrayList<>();
    List<Entry> next = shelf.range(Bytes.EMPTY, page);
    while (!next.isEmpty()) {
      next.forEach(entry -> keys.add(entry.key()));
      next = shelf.range(keys.get(keys.size() - 1).concat(Bytes.copyOf((byte) 0)), page);
    }
    return keys;
  }
}
