// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.chaoschain.api.metrics.Limit;

/**
 * Messages that peers have advertised and were asked for: one of each IWANT is watched, and must
 * come, from anybody, within a time.
 */
final class Promises {
  private final long lifetime;
  private final Limit limit;
  private final Map<MessageId, Set<Peer>> open = new HashMap<>(4);
  private final Deque<Promise> byAge = new ArrayDeque<>(4);

  private record Promise(MessageId id, Peer peer, long due) {}

  Promises(long lifetime, Limit limit) {
    this.lifetime = lifetime;
    this.limit = limit;
  }

  /** A peer was asked for a message. */
  void add(Peer peer, MessageId id, long now) {
    if (!limit.allows(byAge.size() + 1L)) {
      limit.refused().increment();
      return;
    }
    if (open.computeIfAbsent(id, i -> new HashSet<>(2)).add(peer)) {
      byAge.addLast(new Promise(id, peer, now + lifetime));
    }
  }

  /** A message came, or something that is known by its id. */
  void kept(MessageId id) {
    if (!open.isEmpty()) {
      open.remove(id);
    }
  }

  /** Takes out the promises whose time is over; for each peer how many it has broken. */
  Map<Peer, Integer> broken(long now) {
    Map<Peer, Integer> counts = null;
    while (!byAge.isEmpty() && byAge.peekFirst().due() - now <= 0) {
      Promise promise = byAge.removeFirst();
      Set<Peer> peers = open.get(promise.id());
      if (peers == null || !peers.remove(promise.peer())) {
        continue;
      }
      if (peers.isEmpty()) {
        open.remove(promise.id());
      }
      if (counts == null) {
        counts = new LinkedHashMap<>();
      }
      counts.merge(promise.peer(), 1, Integer::sum);
    }
    return counts == null ? Map.of() : counts;
  }

  int size() {
    return byAge.size();
  }
}
