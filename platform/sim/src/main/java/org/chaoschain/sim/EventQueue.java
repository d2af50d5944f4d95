// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import java.util.Arrays;

/**
 * Events in the order of their times; those of one time in the order in which they were added. A
 * heap of four children with its keys in arrays of numbers, so that an event costs no object of the
 * queue, and ordering follows no reference.
 */
final class EventQueue {
  private static final int CHILDREN = 4;

  private long[] times = new long[1024];
  private long[] orders = new long[1024];
  private Event[] events = new Event[1024];
  private int size;
  private long added;

  /** Something that happens at its time. */
  @FunctionalInterface
  interface Event {
    void happen();
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /** The time of the next event; the queue must not be empty. */
  long nextTime() {
    return times[0];
  }

  void add(long time, Event event) {
    if (size == times.length) {
      times = Arrays.copyOf(times, size * 2);
      orders = Arrays.copyOf(orders, size * 2);
      events = Arrays.copyOf(events, size * 2);
    }
    long order = added++;
    int at = size++;
    while (at > 0) {
      int parent = (at - 1) / CHILDREN;
      // what is added last comes last among its equals
      if (times[parent] <= time) {
        break;
      }
      move(parent, at);
      at = parent;
    }
    set(at, time, order, event);
  }

  /** Takes the next event; the queue must not be empty. */
  Event take() {
    Event taken = events[0];
    int last = --size;
    long time = times[last];
    long order = orders[last];
    Event event = events[last];
    events[last] = null;
    if (last > 0) {
      sink(time, order, event);
    }
    return taken;
  }

  private void sink(long time, long order, Event event) {
    int at = 0;
    while (true) {
      int first = at * CHILDREN + 1;
      if (first >= size) {
        break;
      }
      int least = first;
      int end = Math.min(first + CHILDREN, size);
      for (int child = first + 1; child < end; child++) {
        if (before(times[child], orders[child], times[least], orders[least])) {
          least = child;
        }
      }
      if (!before(times[least], orders[least], time, order)) {
        break;
      }
      move(least, at);
      at = least;
    }
    set(at, time, order, event);
  }

  private static boolean before(long time, long order, long otherTime, long otherOrder) {
    return time < otherTime || (time == otherTime && order < otherOrder);
  }

  private void move(int from, int to) {
    times[to] = times[from];
    orders[to] = orders[from];
    events[to] = events[from];
  }

  private void set(int at, long time, long order, Event event) {
    times[at] = time;
    orders[at] = order;
    events[at] = event;
  }
}
