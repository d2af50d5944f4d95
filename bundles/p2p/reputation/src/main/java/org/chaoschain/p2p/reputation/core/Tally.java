// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.reputation.core;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Counts different things by key within a window of time, and says once in a window that there are
 * too many. Bounded: keys that were seen longest ago are forgotten first. Not safe for threads.
 *
 * @param <K> what is watched
 * @param <V> what is counted, equal ones once
 */
final class Tally<K, V> {
  private static final int MAX_KEYS = 4_096;

  private static final class Count<V> {
    final Set<V> seen = new HashSet<>();
    long beginNanos;
    boolean told;
  }

  private final int tooMany;
  private final long windowNanos;
  private final LinkedHashMap<K, Count<V>> counts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Count<V>> eldest) {
          return size() > MAX_KEYS;
        }
      };

  Tally(int tooMany, long windowNanos) {
    this.tooMany = tooMany;
    this.windowNanos = windowNanos;
  }

  /** How many different things were counted in this window of a key; no more than are too many. */
  int count(K key) {
    Count<V> count = counts.get(key);
    return count == null ? 0 : count.seen.size();
  }

  /** Counts; true if with this one there are too many, the first time in this window. */
  boolean add(K key, V value, long nowNanos) {
    Count<V> count = counts.computeIfAbsent(key, k -> new Count<>());
    if (count.seen.isEmpty() || nowNanos - count.beginNanos >= windowNanos) {
      count.seen.clear();
      count.beginNanos = nowNanos;
      count.told = false;
    }
    if (count.told) {
      return false;
    }
    count.seen.add(value);
    if (count.seen.size() < tooMany) {
      return false;
    }
    count.told = true;
    return true;
  }
}
