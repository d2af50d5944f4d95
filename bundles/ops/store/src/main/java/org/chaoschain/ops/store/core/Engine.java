// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.store.core;

import org.chaoschain.api.store.StoreException;

/**
 * Ordered tables and their way to the disk. Changes and {@link #commit} are never called at the
 * same time, reads at any time.
 */
public interface Engine extends AutoCloseable {
  /**
   * The table of that name; made if it is not there.
   *
   * @throws StoreException if the engine has failed or is closed
   */
  Table table(String name) throws StoreException;

  /**
   * Makes one whole of all that was changed since the last time: after the end of the process,
   * however it comes, all of it is there or nothing of it.
   *
   * @throws StoreException if it may not be there
   */
  void commit() throws StoreException;

  /**
   * Waits until what was committed outlives a loss of power. May be called beside changes.
   *
   * @throws StoreException if it may not
   */
  void sync() throws StoreException;

  /**
   * Gives back some of the space that overwritten content takes; takes a few milliseconds. It is
   * called like a change, with nothing uncommitted.
   *
   * @throws StoreException if the engine has failed
   */
  void compact() throws StoreException;

  /** Closes without a commit. */
  @Override
  void close();
}
