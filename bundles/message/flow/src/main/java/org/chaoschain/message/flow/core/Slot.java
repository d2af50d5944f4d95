// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

/**
 * Links a message into the queues. The message itself is the caller's and needs no fields for that.
 * Slots are used again, so a message that is queued makes no garbage.
 */
final class Slot<K, M> {
  M message;
  Flow<K, M> flow;
  int bytes;
  long offeredNanos;

  /** The next in the queue of its flow, or in the pool. */
  Slot<K, M> next;

  /** Its neighbours in the order in which the messages of its class came. */
  Slot<K, M> older;

  Slot<K, M> younger;

  long charge() {
    return bytes + (long) FlowConfig.MESSAGE_OVERHEAD;
  }
}
