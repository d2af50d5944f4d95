// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

/** The messages of one class that came from one peer, in order. A member of its class's ring. */
final class FlowQueue<K, M> {
  Slot<K, M> head;
  private Slot<K, M> tail;

  /** What its messages are charged. */
  long charged;

  /** What it may still send. 0 while nothing waits, so forgetting an idle flow forgets nothing. */
  long deficit;

  FlowQueue<K, M> nextInRing;
  FlowQueue<K, M> previousInRing;

  boolean isEmpty() {
    return head == null;
  }

  void append(Slot<K, M> slot) {
    if (head == null) {
      head = slot;
    } else {
      tail.next = slot;
    }
    tail = slot;
    charged += slot.charge();
  }

  Slot<K, M> removeHead() {
    Slot<K, M> slot = head;
    head = slot.next;
    if (head == null) {
      tail = null;
    }
    slot.next = null;
    charged -= slot.charge();
    return slot;
  }
}
