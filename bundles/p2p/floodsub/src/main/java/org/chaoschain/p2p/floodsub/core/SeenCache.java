// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.floodsub.core;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Limit;

/** Remembers ids for a time, the oldest leaving first; pure, times in nanoseconds of one clock. */
final class SeenCache {
  private final Map<Bytes, Long> seenAt = new LinkedHashMap<>();
  private final Limit limit;
  private final long lifetime;

  SeenCache(Limit limit, long lifetime) {
    this.limit = limit;
    this.lifetime = lifetime;
  }

  /** Remembers an id; says whether it was new. */
  boolean add(Bytes id, long now) {
    expire(now);
    if (seenAt.containsKey(id)) {
      return false;
    }
    if (!limit.allows(seenAt.size() + 1L)) {
      limit.refused().increment();
      Iterator<Bytes> oldest = seenAt.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    seenAt.put(id, now);
    return true;
  }

  /** It counts as not seen. */
  void forget(Bytes id) {
    seenAt.remove(id);
  }

  private void expire(long now) {
    Iterator<Long> oldestFirst = seenAt.values().iterator();
    while (oldestFirst.hasNext() && now - oldestFirst.next() > lifetime) {
      oldestFirst.remove();
    }
  }
}
