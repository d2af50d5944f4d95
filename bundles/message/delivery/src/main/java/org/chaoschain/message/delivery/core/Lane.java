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
  private volatile Waker waker = () -> {};

  Lane(TypeQueue queue) {
    this.queue = queue;
  }

  /**
   * Sets what makes somebody work on the lane: before the lane is used, and anew when whoever did
   * so may never come back.
   */
  public void wakeWith(Waker action) {
    waker = action;
  }

  /** Makes somebody work on the lane. */
  public void wake() {
    waker.wake();
  }

  /** As {@link #wake}, by somebody who is about to have done his own work. */
  public void wakeLast() {
    waker.wakeLast();
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
