// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

/**
 * The messages of one class that came from one peer, in order. In the heap of its class while it
 * has any.
 */
final class FlowQueue<K, M> {
  Slot<K, M> head;
  private Slot<K, M> tail;

  /** What its messages are charged. */
  long charged;

  /**
   * Where its next turn starts, in bytes: what it was served counts from where the others were
   * then. It stays while nothing waits, so that coming and going gains nothing.
   */
  long start;

  /** Who has the same start for longer is first; and its place in the heap. */
  long entered;

  int place;

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
