// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.durable.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** One time for each key, and which are due. Times are nanoseconds of a clock that never wraps. */
final class Timers<K> {
  private record Due(long nanos, long order) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      int byTime = Long.compare(nanos, other.nanos);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final TreeMap<Due, K> byTime = new TreeMap<>();
  private final Map<K, Due> byKey = new HashMap<>();
  private long order;

  void set(K key, long nanos) {
    clear(key);
    Due due = new Due(nanos, ++order);
    byTime.put(due, key);
    byKey.put(key, due);
  }

  void clear(K key) {
    Due due = byKey.remove(key);
    if (due != null) {
      byTime.remove(due);
    }
  }

  /** Takes out what is due, the longest due first. */
  List<K> due(long now) {
    List<K> due = new ArrayList<>();
    while (!byTime.isEmpty() && byTime.firstKey().nanos() <= now) {
      K key = byTime.pollFirstEntry().getValue();
      byKey.remove(key);
      due.add(key);
    }
    return due;
  }

  int size() {
    return byKey.size();
  }

  OptionalLong next() {
    return byTime.isEmpty() ? OptionalLong.empty() : OptionalLong.of(byTime.firstKey().nanos());
  }
}
