// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.store;

import java.util.List;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A map of a {@link KeyValueStore}, ordered by its keys as unsigned bytes. Safe for use by many
 * threads.
 */
@ConsumerType
public interface Space {
  /** Its name. */
  String name();

  /**
   * The value of a key, if there is one.
   *
   * @throws StoreException if the store has failed or is closed
   */
  Optional<Bytes> get(Bytes key) throws StoreException;

  /**
   * The entries from a key on, in order. A walk over all of them asks again from the successor of
   * the last key: {@code key.concat(Bytes.copyOf((byte) 0))}; it sees what is written meanwhile.
   *
   * @param from the first key, inclusive; {@link Bytes#EMPTY} for the first of all
   * @param to the first key that is left out, or empty for no bound
   * @param limit the most entries, at least 1
   * @throws IllegalArgumentException if the limit is below 1
   * @throws StoreException if the store has failed or is closed
   */
  List<Entry> range(Bytes from, Optional<Bytes> to, int limit) throws StoreException;

  /** The number of entries. */
  long entries();

  /** The bytes of all keys and values together. */
  long bytes();

  /**
   * A key and its value.
   *
   * @param key 1 byte at least
   * @param value may be empty
   */
  record Entry(Bytes key, Bytes value) {}
}
