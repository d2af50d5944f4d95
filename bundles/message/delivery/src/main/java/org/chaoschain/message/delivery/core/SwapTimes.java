// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long messages were held up by the recent swaps of each name: what a plan can expect of the
 * next one. Keeps {@value #SWAPS} swaps of {@value #NAMES} names, the youngest. Safe for use by
 * many threads.
 */
public final class SwapTimes {
  private static final int SWAPS = 16;
  private static final int NAMES = 64;

  private final Map<String, Deque<Duration>> byName = new LinkedHashMap<>();

  /** Without any yet. */
  public SwapTimes() {}

  /** A swap has happened; nothing is known to be held up by it yet. */
  public synchronized void swapped(String name) {
    Deque<Duration> swaps = byName.remove(name);
    if (swaps == null) {
      swaps = new ArrayDeque<>();
    }
    if (swaps.size() == SWAPS) {
      swaps.removeFirst();
    }
    swaps.addLast(Duration.ZERO);
    byName.put(name, swaps);
    if (byName.size() > NAMES) {
      Iterator<String> eldestFirst = byName.keySet().iterator();
      eldestFirst.next();
      eldestFirst.remove();
    }
  }

  /** Something that waits was held up by the last swap for so long. */
  public synchronized void held(String name, Duration time) {
    Deque<Duration> swaps = byName.get(name);
    if (swaps != null && time.compareTo(swaps.getLast()) > 0) {
      swaps.removeLast();
      swaps.addLast(time);
    }
  }

  /** The longest of the recent swaps of a name; zero if it was never swapped. */
  public synchronized Duration longest(String name) {
    return byName.getOrDefault(name, new ArrayDeque<>()).stream()
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }
}
