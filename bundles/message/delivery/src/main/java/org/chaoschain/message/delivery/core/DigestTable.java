// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.util.Arrays;

/**
 * A set of 128-bit keys in the order in which they came, each with a time and a mark: a hash table
 * with linear probing over a few arrays of numbers, so that a collector has nothing to follow and
 * nothing to copy piece by piece. It grows as it is filled, and never shrinks.
 *
 * <p>The keys must spread by themselves, as the result of a keyed hash does. For one thread at a
 * time.
 */
final class DigestTable {
  /** No place. */
  static final int NONE = -1;

  private static final int SMALLEST = 256;

  // of each place: the key, the time, and its neighbours by age, the older in the upper half
  private static final int WORDS = 4;
  private static final int HIGH = 1;
  private static final int TIME = 2;
  private static final int LINKS = 3;

  private long[] entries = new long[SMALLEST * WORDS];
  private byte[] marks = new byte[SMALLEST];

  /** Places plus 1; 0 is empty. Twice as many as places. */
  private int[] slots = new int[2 * SMALLEST];

  private int size;
  private int unused;
  private int free = NONE;
  private int oldest = NONE;
  private int youngest = NONE;

  int size() {
    return size;
  }

  /** The bytes of its arrays. */
  long memory() {
    return (long) entries.length * Long.BYTES + marks.length + (long) slots.length * Integer.BYTES;
  }

  /** The place of a key, or {@link #NONE}. */
  int find(long low, long high) {
    int mask = slots.length - 1;
    for (int slot = (int) low & mask; ; slot = (slot + 1) & mask) {
      int place = slots[slot] - 1;
      if (place == NONE) {
        return NONE;
      }
      int at = place * WORDS;
      if (entries[at] == low && entries[at + HIGH] == high) {
        return place;
      }
    }
  }

  /** Adds a key that is not there as the youngest; answers its place. */
  int add(long low, long high, long time, byte mark) {
    int place = takePlace();
    int at = place * WORDS;
    entries[at] = low;
    entries[at + HIGH] = high;
    entries[at + TIME] = time;
    entries[at + LINKS] = links(youngest, NONE);
    marks[place] = mark;
    if (youngest == NONE) {
      oldest = place;
    } else {
      relink(youngest, older(youngest), place);
    }
    youngest = place;
    putSlot(place);
    size++;
    return place;
  }

  /** The place that was added first of those that are there, or {@link #NONE}. */
  int oldest() {
    return oldest;
  }

  long time(int place) {
    return entries[place * WORDS + TIME];
  }

  byte mark(int place) {
    return marks[place];
  }

  void mark(int place, byte mark) {
    marks[place] = mark;
  }

  void remove(int place) {
    clearSlot(place);
    int older = older(place);
    int younger = younger(place);
    if (older == NONE) {
      oldest = younger;
    } else {
      relink(older, older(older), younger);
    }
    if (younger == NONE) {
      youngest = older;
    } else {
      relink(younger, older, younger(younger));
    }
    entries[place * WORDS + LINKS] = links(NONE, free);
    free = place;
    size--;
  }

  private int takePlace() {
    if (free != NONE) {
      int place = free;
      free = younger(place);
      return place;
    }
    if (unused == marks.length) {
      grow();
    }
    return unused++;
  }

  private void grow() {
    int places = marks.length * 2;
    entries = Arrays.copyOf(entries, places * WORDS);
    marks = Arrays.copyOf(marks, places);
    slots = new int[2 * places];
    for (int place = oldest; place != NONE; place = younger(place)) {
      putSlot(place);
    }
  }

  private void putSlot(int place) {
    int mask = slots.length - 1;
    int slot = home(place, mask);
    while (slots[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = place + 1;
  }

  /** Empties the slot of a place; those behind it that would not be found any more move up. */
  private void clearSlot(int place) {
    int mask = slots.length - 1;
    int hole = home(place, mask);
    while (slots[hole] != place + 1) {
      hole = (hole + 1) & mask;
    }
    slots[hole] = 0;
    for (int slot = (hole + 1) & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
      int home = home(slots[slot] - 1, mask);
      if (((slot - home) & mask) >= ((slot - hole) & mask)) {
        slots[hole] = slots[slot];
        slots[slot] = 0;
        hole = slot;
      }
    }
  }

  private int home(int place, int mask) {
    return (int) entries[place * WORDS] & mask;
  }

  private int older(int place) {
    return (int) (entries[place * WORDS + LINKS] >> 32);
  }

  private int younger(int place) {
    return (int) entries[place * WORDS + LINKS];
  }

  private void relink(int at, int older, int younger) {
    entries[at * WORDS + LINKS] = links(older, younger);
  }

  private static long links(int older, int younger) {
    return ((long) older << 32) | (younger & 0xffffffffL);
  }
}
