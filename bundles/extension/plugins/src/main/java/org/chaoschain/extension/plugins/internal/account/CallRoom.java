// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.account;

import java.util.concurrent.atomic.AtomicLong;
import org.chaoschain.api.metrics.Limit;

/**
 * The room for calls into all plugins together. Each call holds a worker of the node for as long as
 * it lasts, so the room is smaller than the pool of workers: however many plugins never return,
 * workers are left for the node. Safe for use by many threads; never blocks.
 */
final class CallRoom {
  private final Limit most;
  private final Runnable freed;
  private final AtomicLong running = new AtomicLong();

  /**
   * An empty room.
   *
   * @param freed run, without a lock, each time a full room is full no more
   */
  CallRoom(Limit most, Runnable freed) {
    this.most = most;
    this.freed = freed;
  }

  /** Takes a place if there is one; the refusal is counted at the limit. */
  boolean enter() {
    // never beyond the limit, not even for a moment: who looks for free places must not be misled
    for (long now = running.get(); most.allows(now + 1); now = running.get()) {
      if (running.compareAndSet(now, now + 1)) {
        return true;
      }
    }
    most.refused().increment();
    return false;
  }

  /**
   * Gives a place back. Answers whether the room was full, so that all who wait have been woken.
   */
  boolean leave() {
    boolean full = running.getAndDecrement() >= most.value();
    if (full) {
      freed.run();
    }
    return full;
  }

  /** The places that are left. */
  long free() {
    return Math.max(0, most.value() - running.get());
  }
}
