// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.store.core;

import java.util.List;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.store.Space;
import org.chaoschain.api.store.StoreException;

/** A table of an {@link Engine}, ordered by its keys as unsigned bytes. */
public interface Table {
  /**
   * The value of a key.
   *
   * @throws StoreException if the engine has failed or is closed
   */
  Optional<Bytes> get(Bytes key) throws StoreException;

  /**
   * Sets a key.
   *
   * @throws StoreException if the engine has failed or is closed
   */
  void put(Bytes key, Bytes value) throws StoreException;

  /**
   * Removes a key.
   *
   * @throws StoreException if the engine has failed or is closed
   */
  void remove(Bytes key) throws StoreException;

  /**
   * See {@link Space#range}.
   *
   * @throws StoreException if the engine has failed or is closed
   */
  List<Space.Entry> range(Bytes from, Optional<Bytes> to, int limit) throws StoreException;

  /** The number of entries. */
  long entries();
}
