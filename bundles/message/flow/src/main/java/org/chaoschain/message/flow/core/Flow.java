// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import org.chaoschain.api.message.Priority;

/** What came from one peer and waits. */
final class Flow<K, M> {
  final K peer;
  private final FlowQueue<K, M> high = new FlowQueue<>();
  private final FlowQueue<K, M> medium = new FlowQueue<>();
  private final FlowQueue<K, M> low = new FlowQueue<>();

  /** What its messages are charged. */
  long charged;

  /** Its reading is paused; then it has something in the queue, whose leaving resumes it. */
  boolean paused;

  /** It was told to be over its quota. */
  boolean flagged;

  /** When its last message left; meaningful while it is idle. */
  long idleSinceNanos;

  Flow<K, M> longerIdle;
  Flow<K, M> shorterIdle;

  Flow(K peer) {
    this.peer = peer;
  }

  boolean isIdle() {
    return charged == 0;
  }

  /** In each class, its next turn starts where that of another does, or later. */
  void startsNotBefore(Flow<K, M> other) {
    high.start = Math.max(high.start, other.high.start);
    medium.start = Math.max(medium.start, other.medium.start);
    low.start = Math.max(low.start, other.low.start);
  }

  FlowQueue<K, M> queue(Priority priority) {
    return switch (priority) {
      case HIGH -> high;
      case MEDIUM -> medium;
      case LOW -> low;
    };
  }
}
