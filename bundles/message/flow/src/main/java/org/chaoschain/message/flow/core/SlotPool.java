// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

/** Slots that are not used now. Never more than were used at a time, which is bounded. */
final class SlotPool<K, M> {
  private Slot<K, M> free;

  Slot<K, M> take() {
    Slot<K, M> slot = free;
    if (slot == null) {
      return new Slot<>();
    }
    free = slot.next;
    slot.next = null;
    return slot;
  }

  void giveBack(Slot<K, M> slot) {
    slot.message = null;
    slot.flow = null;
    slot.priority = null;
    slot.next = free;
    free = slot;
  }
}
