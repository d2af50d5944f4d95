// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

/** Makes somebody work on a lane. Safe for use by many threads; never blocks. */
@FunctionalInterface
public interface Waker {
  /** There is something to do. */
  void wake();

  /**
   * As {@link #wake}, by somebody who does nothing after it that could last or wait: the lane may
   * be worked on by his thread, once he is done.
   */
  default void wakeLast() {
    wake();
  }
}
