// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.mdns.core;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * Who was reported when: a peer is reported once a second at most, and only so many peers are
 * remembered. Not safe for use by many threads.
 */
final class Sightings {
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Limit maxPeers;
  private final long lifetime;

  /** The one that was reported longest ago first. */
  private final Map<PeerId, Long> reported = new LinkedHashMap<>();

  Sightings(Limit maxPeers, Duration lifetime) {
    this.maxPeers = maxPeers;
    this.lifetime = lifetime.toNanos();
  }

  /** Whether the peer is to be reported now; it then counts as reported. */
  boolean report(PeerId peer, long now) {
    forget(now);
    Long last = reported.get(peer);
    if (last != null && now - last < AGAIN.toNanos()) {
      return false;
    }
    if (last == null && !maxPeers.allows(reported.size() + 1L)) {
      maxPeers.refuse("multicast DNS", reported.size() + 1L);
      return false;
    }
    reported.remove(peer);
    reported.put(peer, now);
    return true;
  }

  private void forget(long now) {
    Iterator<Long> oldest = reported.values().iterator();
    while (oldest.hasNext() && now - oldest.next() >= lifetime) {
      oldest.remove();
    }
  }
}
