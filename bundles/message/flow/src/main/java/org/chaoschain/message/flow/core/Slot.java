// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import org.chaoschain.api.message.Priority;

/**
 * Links a message into the queues. The message itself is the caller's and needs no fields for that.
 * Slots are used again, so a message that is queued makes no garbage.
 */
final class Slot<K, M> {
  M message;
  Flow<K, M> flow;
  Priority priority;
  int bytes;
  long offeredNanos;

  /** Its neighbours in the queue of its flow; in the pool the next one. */
  Slot<K, M> previous;

  Slot<K, M> next;

  /** Its neighbours in the order in which the messages of its class came. */
  Slot<K, M> older;

  Slot<K, M> younger;

  /** What else waits of its sender; null if its order is only that of its flow. */
  SenderLine<K, M> line;

  /** Its neighbours in the order in which the messages of its sender came. */
  Slot<K, M> before;

  Slot<K, M> after;

  long charge() {
    return bytes + (long) FlowConfig.MESSAGE_OVERHEAD;
  }

  FlowQueue<K, M> queue() {
    return flow.queue(priority);
  }
}
