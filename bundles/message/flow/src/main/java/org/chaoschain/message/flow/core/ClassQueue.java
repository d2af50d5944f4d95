// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import org.chaoschain.api.message.Priority;

/**
 * The messages of one class. Peers take turns by start-time fair queueing (Goyal, Vin and Cheng,
 * 1996): next is whose start is least, and its start then grows by the bytes that it is served. Who
 * comes starts in the middle of the turn that was served last, or where it has got to itself if
 * that is more. At the beginning of that turn, as in the paper, all who come would overtake those
 * who say two things in a row; at its end, none would overtake the one who always waits. Beside
 * that the messages are linked by age.
 */
final class ClassQueue<K, M> {
  final Priority priority;

  /** What the class may always hold. */
  final long floor;

  /** What its messages are charged, and their size. */
  long charged;

  long bytes;
  int messages;

  private final TurnHeap<K, M> turns = new TurnHeap<>();

  /** The middle of the turn that was served last; nobody comes before it. */
  private long reached;

  /** Where that peer is that got furthest. */
  private long furthest;

  private Slot<K, M> oldest;
  private Slot<K, M> youngest;

  ClassQueue(Priority priority, long floor) {
    this.priority = priority;
    this.floor = floor;
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
    return turns.size();
  }

  /** What it takes of the room of others: what it holds, or may always hold. */
  long held() {
    return Math.max(charged, floor);
  }

  void add(Slot<K, M> slot) {
    FlowQueue<K, M> queue = slot.queue();
    if (queue.isEmpty()) {
      queue.start = Math.max(queue.start, reached);
      turns.add(queue);
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
    return turns.first().head;
  }

  /** The turn of a message is used, for so many bytes. */
  void used(Slot<K, M> turn, int served) {
    FlowQueue<K, M> queue = turn.queue();
    reached = Math.max(reached, queue.start + served / 2);
    queue.start += served;
    furthest = Math.max(furthest, queue.start);
    turns.grown(queue);
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
      turns.remove(queue);
      if (turns.isEmpty()) {
        // nobody waits: what each was served before counts no more
        reached = furthest;
      }
    }
  }
}
