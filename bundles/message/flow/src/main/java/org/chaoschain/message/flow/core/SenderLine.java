// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

/** What one sender said and what waits, in the order in which it came, over peers and classes. */
final class SenderLine<K, M> {
  final Object sender;
  private Slot<K, M> first;
  private Slot<K, M> last;

  SenderLine(Object sender) {
    this.sender = sender;
  }

  Slot<K, M> first() {
    return first;
  }

  boolean isEmpty() {
    return first == null;
  }

  void append(Slot<K, M> slot) {
    slot.line = this;
    slot.before = last;
    slot.after = null;
    if (last == null) {
      first = slot;
    } else {
      last.after = slot;
    }
    last = slot;
  }

  void remove(Slot<K, M> slot) {
    if (slot.before == null) {
      first = slot.after;
    } else {
      slot.before.after = slot.after;
    }
    if (slot.after == null) {
      last = slot.before;
    } else {
      slot.after.before = slot.before;
    }
    slot.before = null;
    slot.after = null;
    slot.line = null;
  }
}
