// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import org.chaoschain.api.message.Priority;

/**
 * The messages of one class. Peers take turns by deficit round robin (Shreedhar and Varghese, 1995)
 * over bytes; beside that the messages are linked by age.
 */
final class ClassQueue<K, M> {
  final Priority priority;

  /** What the class may always hold. */
  final long floor;

  private final int quantum;

  /** What its messages are charged, and their size. */
  long charged;

  long bytes;
  int messages;

  private FlowQueue<K, M> cursor;
  private int active;

  /** Whether the flow at the cursor has had the quantum of this turn. */
  private boolean granted;

  private Slot<K, M> oldest;
  private Slot<K, M> youngest;

  ClassQueue(Priority priority, long floor, int quantum) {
    this.priority = priority;
    this.floor = floor;
    this.quantum = quantum;
  }

  boolean isEmpty() {
    return oldest == null;
  }

  Slot<K, M> oldest() {
    return oldest;
  }

  Slot<K, M> youngest() {
    return youngest;
  }

  /** How many peers have messages of this class. */
  int active() {
    return active;
  }

  /** What it takes of the room of others: what it holds, or may always hold. */
  long held() {
    return Math.max(charged, floor);
  }

  void add(Slot<K, M> slot) {
    FlowQueue<K, M> queue = slot.queue();
    if (queue.isEmpty()) {
      enterRing(queue);
    }
    queue.append(slot);
    slot.older = youngest;
    slot.younger = null;
    if (youngest == null) {
      oldest = slot;
    } else {
      youngest.younger = slot;
    }
    youngest = slot;
    charged += slot.charge();
    bytes += slot.bytes;
    messages++;
  }

  /** The message whose turn it is; it stays. There is one. */
  Slot<K, M> turn() {
    int visits = 0;
    while (true) {
      FlowQueue<K, M> queue = cursor;
      if (!granted) {
        granted = true;
        queue.deficit += quantum;
      }
      if (queue.head.bytes <= queue.deficit) {
        return queue.head;
      }
      cursor = queue.nextInRing;
      granted = false;
      if (++visits == active) {
        skipRounds();
      }
    }
  }

  /** Everybody saves up for a large message: grants at once the rounds in which nothing is sent. */
  private void skipRounds() {
    long rounds = Long.MAX_VALUE;
    FlowQueue<K, M> queue = cursor;
    for (int i = 0; i < active; i++) {
      long lacking = queue.head.bytes - queue.deficit;
      rounds = Math.min(rounds, (lacking + quantum - 1) / quantum - 1);
      queue = queue.nextInRing;
    }
    for (int i = 0; i < active; i++) {
      queue.deficit += rounds * quantum;
      queue = queue.nextInRing;
    }
  }

  /** Takes out a message. */
  void remove(Slot<K, M> slot) {
    FlowQueue<K, M> queue = slot.queue();
    queue.remove(slot);
    if (slot.older == null) {
      oldest = slot.younger;
    } else {
      slot.older.younger = slot.younger;
    }
    if (slot.younger == null) {
      youngest = slot.older;
    } else {
      slot.younger.older = slot.older;
    }
    slot.older = null;
    slot.younger = null;
    charged -= slot.charge();
    bytes -= slot.bytes;
    messages--;
    if (queue.isEmpty()) {
      queue.deficit = 0;
      leaveRing(queue);
    }
  }

  /** Behind all others: before the one whose turn it is. */
  private void enterRing(FlowQueue<K, M> queue) {
    if (cursor == null) {
      queue.nextInRing = queue;
      queue.previousInRing = queue;
      cursor = queue;
      granted = false;
    } else {
      queue.nextInRing = cursor;
      queue.previousInRing = cursor.previousInRing;
      cursor.previousInRing.nextInRing = queue;
      cursor.previousInRing = queue;
    }
    active++;
  }

  private void leaveRing(FlowQueue<K, M> queue) {
    active--;
    if (active == 0) {
      cursor = null;
      granted = false;
    } else {
      queue.previousInRing.nextInRing = queue.nextInRing;
      queue.nextInRing.previousInRing = queue.previousInRing;
      if (cursor == queue) {
        cursor = queue.nextInRing;
        granted = false;
      }
    }
    queue.nextInRing = null;
    queue.previousInRing = null;
  }
}
