// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.function.Consumer;

/**
 * Where direct messages are kept. Changes reach the disk in the order in which they were made; what
 * is made close together is written together. Safe for use by many threads; never blocks.
 */
interface Disk {
  /**
   * A part of it, made if it is not there. To be asked for before the first change.
   *
   * @param name as names of spaces are
   */
  Shelf shelf(String name);

  /**
   * Makes changes that the disk has all or none of, at whatever moment this node ends. May be
   * called within another one, which then goes on until that ends.
   *
   * @return what the changes return
   */
  <T, E extends Exception> T together(Changes<T, E> changes) throws E;

  /** Changes that belong together. */
  @FunctionalInterface
  interface Changes<T, E extends Exception> {
    /** Makes them; waits for nothing. */
    T make() throws E;
  }

  /**
   * Waits until all changes made before this call are on the disk.
   *
   * @param then run then; in the order of the calls, one after the other
   * @param failed run instead, with the reason, if they may not be there
   */
  void whenWritten(Runnable then, Consumer<String> failed);

  /** Whether what is on it survives this node's end. */
  boolean durable();

  /** Writes what waits and takes no more. */
  void close();
}
