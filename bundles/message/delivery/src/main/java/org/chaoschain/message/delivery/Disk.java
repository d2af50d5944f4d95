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
   * Reads, and makes changes that the disk has all or none of, at whatever moment this node ends.
   * May be called within another one, which then goes on until that ends.
   */
  <T, E extends Exception> Step<T> together(Changes<T, E> changes) throws E;

  /** What belongs together. */
  @FunctionalInterface
  interface Changes<T, E extends Exception> {
    /** Reads and changes; waits for nothing. */
    T make() throws E;
  }

  /**
   * Something that was read and changed together.
   *
   * @param result what came of it
   * @param refusals how often the disk had refused changes by then
   */
  record Step<T>(T result, long refusals) {}

  /**
   * Waits until a step, and all that it has read, is on the disk.
   *
   * @param then run then; in the order of the calls, one after the other
   * @param failed run instead, with the reason, if not all of it may be there
   */
  void whenWritten(Step<?> step, Runnable then, Consumer<String> failed);

  /** As {@link #whenWritten(Step, Runnable, Consumer)}, for all changes made before this call. */
  default void whenWritten(Runnable then, Consumer<String> failed) {
    whenWritten(together(() -> null), then, failed);
  }

  /** Whether what is on it survives this node's end. */
  boolean durable();

  /** Writes what waits and takes no more. */
  void close();
}
