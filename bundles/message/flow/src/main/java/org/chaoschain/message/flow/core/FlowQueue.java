// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

/** The messages of one class that came from one peer, in order. A member of its class's ring. */
final class FlowQueue<K, M> {
  Slot<K, M> head;
  private Slot<K, M> tail;

  /** What its messages are charged. */
  long charged;

  /**
   * What it may still send; below 0 after its turn went to something larger. 0 while nothing waits,
   * so forgetting an idle flow forgets nothing.
   */
  long deficit;

  FlowQueue<K, M> nextInRing;
  FlowQueue<K, M> previousInRing;

  boolean isEmpty() {
    return head == null;
  }

  void append(Slot<K, M> slot) {
    slot.previous = tail;
    slot.next = null;
    if (head == null) {
      head = slot;
    } else {
      tail.next = slot;
    }
    tail = slot;
    charged += slot.charge();
  }

  void remove(Slot<K, M> slot) {
    if (slot.previous == null) {
      head = slot.next;
    } else {
      slot.previous.next = slot.next;
    }
    if (slot.next == null) {
      tail = slot.previous;
    } else {
      slot.next.previous = slot.previous;
    }
    slot.previous = null;
    slot.next = null;
    charged -= slot.charge();
  }
}
