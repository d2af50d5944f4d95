// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The messages of one type and some senders, in the order in which they came. One at a time is
 * handled; other lanes go on beside it.
 */
public final class Lane {
  private final TypeQueue queue;
  private final Set<WaitingMessage> waiting = new LinkedHashSet<>();
  private volatile Runnable wake = () -> {};

  Lane(TypeQueue queue) {
    this.queue = queue;
  }

  /**
   * Sets what makes somebody work on the lane: before the lane is used, and anew when whoever did
   * so may never come back.
   */
  public void wakeWith(Runnable action) {
    wake = action;
  }

  /** Makes somebody work on the lane. */
  public void wake() {
    wake.run();
  }

  /** The name of the type. */
  public String typeName() {
    return queue.name();
  }

  TypeQueue queue() {
    return queue;
  }

  Set<WaitingMessage> waiting() {
    return waiting;
  }
}
