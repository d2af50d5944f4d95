// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import java.util.Arrays;

/**
 * The peers of a class that have messages, as a binary heap: first is whose start is least, and of
 * equals who has it for longest. Each knows its place, so that any can be taken out.
 */
final class TurnHeap<K, M> {
  private static final int FIRST_ROOM = 16;

  private FlowQueue<K, M>[] heap = newArray(FIRST_ROOM);
  private int size;
  private long entries;

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <K, M> FlowQueue<K, M>[] newArray(int length) {
    return new FlowQueue[length];
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /** The one that is next. There is one. */
  FlowQueue<K, M> first() {
    return heap[0];
  }

  void add(FlowQueue<K, M> queue) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    queue.entered = entries++;
    up(queue, size++);
  }

  /** The start of one that is in here has grown: it is behind all others of the same start. */
  void grown(FlowQueue<K, M> queue) {
    queue.entered = entries++;
    down(queue, queue.place);
  }

  void remove(FlowQueue<K, M> queue) {
    int place = queue.place;
    FlowQueue<K, M> last = heap[--size];
    heap[size] = null;
    if (last != queue) {
      if (place > 0 && before(last, heap[(place - 1) / 2])) {
        up(last, place);
      } else {
        down(last, place);
      }
    }
  }

  private void up(FlowQueue<K, M> queue, int from) {
    int place = from;
    while (place > 0) {
      FlowQueue<K, M> parent = heap[(place - 1) / 2];
      if (!before(queue, parent)) {
        break;
      }
      put(parent, place);
      place = (place - 1) / 2;
    }
    put(queue, place);
  }

  private void down(FlowQueue<K, M> queue, int from) {
    int place = from;
    while (2 * place + 1 < size) {
      int child = 2 * place + 1;
      if (child + 1 < size && before(heap[child + 1], heap[child])) {
        child++;
      }
      if (!before(heap[child], queue)) {
        break;
      }
      put(heap[child], place);
      place = child;
    }
    put(queue, place);
  }

  private void put(FlowQueue<K, M> queue, int place) {
    heap[place] = queue;
    queue.place = place;
  }

  private boolean before(FlowQueue<K, M> one, FlowQueue<K, M> other) {
    return one.start == other.start ? one.entered < other.entered : one.start < other.start;
  }
}
