// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;

/**
 * What this node publishes itself, and when it has to be told again, lest those who keep it forget
 * it or leave. Pure, times in nanoseconds of one clock. Not safe for use by many threads.
 *
 * @param <T> what is told
 */
public final class Publications<T> {
  private record Published<T>(T what, long dueAt) {}

  private final Limit limit;
  private final Duration interval;
  private final Duration retry;
  private final Map<Bytes, Published<T>> byKey = new LinkedHashMap<>();

  /**
   * Publishes nothing yet.
   *
   * @param interval after which something is told again
   * @param retry after which it is told again if nobody has taken it
   */
  public Publications(Limit limit, Duration interval, Duration retry) {
    this.limit = limit;
    this.interval = interval;
    this.retry = retry;
  }

  /**
   * Publishes something from now on; it is due at once unless it is the same as before.
   *
   * @throws LimitExceededException if too much is published
   */
  public void put(Bytes key, T what, long now) throws LimitExceededException {
    Published<T> before = byKey.get(key);
    if (before == null) {
      limit.check("this node's own publications", byKey.size() + 1L);
    }
    if (before == null || !before.what().equals(what)) {
      byKey.put(key, new Published<>(what, now));
    }
  }

  /** It is being told now. */
  public void begun(Bytes key, long now) {
    byKey.computeIfPresent(
        key, (k, published) -> new Published<>(published.what(), now + interval.toNanos()));
  }

  /** Publishes it no more. */
  public boolean remove(Bytes key) {
    return byKey.remove(key) != null;
  }

  /**
   * What is to be told now; each counts as told until {@link #told} says what became of it.
   *
   * @param most how many at most, the longest due first
   */
  public List<T> due(int most, long now) {
    List<Map.Entry<Bytes, Published<T>>> due = new ArrayList<>();
    byKey.entrySet().stream().filter(e -> now - e.getValue().dueAt() >= 0).forEach(due::add);
    due.sort((x, y) -> Long.signum(x.getValue().dueAt() - y.getValue().dueAt()));
    List<T> told = new ArrayList<>();
    for (Map.Entry<Bytes, Published<T>> entry : due.subList(0, Math.min(most, due.size()))) {
      told.add(entry.getValue().what());
      begun(entry.getKey(), now);
    }
    return told;
  }

  /**
   * It was told.
   *
   * @param takers how many peers have taken it
   */
  public void told(Bytes key, int takers, long now) {
    byKey.computeIfPresent(
        key,
        (k, published) ->
            takers > 0 ? published : new Published<>(published.what(), now + retry.toNanos()));
  }

  /** What is published. */
  public List<T> all() {
    return byKey.values().stream().map(Published::what).toList();
  }

  /** How much is published. */
  public int size() {
    return byKey.size();
  }
}
