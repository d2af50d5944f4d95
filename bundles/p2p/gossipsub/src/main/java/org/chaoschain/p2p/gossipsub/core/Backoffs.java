// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.HashMap;
import java.util.Map;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.p2p.api.peer.PeerId;

/** Until when peers must not be grafted again, in one topic. Kept when a peer goes. */
final class Backoffs {
  private final Limit limit;
  private final Map<PeerId, Long> until = new HashMap<>(4);

  Backoffs(Limit limit) {
    this.limit = limit;
  }

  /** A backoff begins; one that lasts longer already stays. */
  void add(PeerId peer, long now, long duration) {
    long end = now + duration;
    Long running = until.get(peer);
    if (running != null && running - end >= 0) {
      return;
    }
    if (running == null && !limit.allows(until.size() + 1L)) {
      limit.refused().increment();
      dropFirstToEnd();
    }
    until.put(peer, end);
  }

  private void dropFirstToEnd() {
    PeerId first = null;
    long end = 0;
    for (Map.Entry<PeerId, Long> entry : until.entrySet()) {
      if (first == null
          || entry.getValue() - end < 0
          || (entry.getValue() == end && entry.getKey().compareTo(first) < 0)) {
        first = entry.getKey();
        end = entry.getValue();
      }
    }
    until.remove(first);
  }

  /** Whether a backoff runs: a GRAFT of that peer comes too early. */
  boolean runs(PeerId peer, long now) {
    Long end = until.get(peer);
    return end != null && end - now > 0;
  }

  /** Whether a backoff is remembered, over or not: until it is cleared no GRAFT is sent. */
  boolean remembered(PeerId peer) {
    return until.containsKey(peer);
  }

  /** Nanoseconds until the backoff ends. */
  long left(PeerId peer, long now) {
    Long end = until.get(peer);
    return end == null ? 0 : Math.max(0, end - now);
  }

  /**
   * Forgets the backoffs that are over for some time. Whoever grafts at the very end of one can be
   * too early by the clock of the other.
   */
  void clear(long now, long slack) {
    if (!until.isEmpty()) {
      until.values().removeIf(end -> end + slack - now <= 0);
    }
  }

  int size() {
    return until.size();
  }
}
