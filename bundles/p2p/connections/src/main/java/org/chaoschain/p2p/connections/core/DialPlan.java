// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.connections.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.bootstrap.core.Backoff;

/**
 * When each peer may be dialled again: after each failure a longer pause, with jitter. And who is
 * wanted back. Both are bounded; whoever has waited longest is forgotten first. Times are
 * nanoseconds of one clock.
 */
final class DialPlan {
  private final Map<PeerId, Wait> waits = new LinkedHashMap<>();
  private final Map<PeerId, Boolean> wanted = new LinkedHashMap<>();
  private final Backoff backoff;
  private final RandomGenerator random;
  private final Limit maxRemembered;
  private final int giveUpAfter;

  private record Wait(int failures, long until) {}

  DialPlan(Backoff backoff, RandomGenerator random, Limit maxRemembered, int giveUpAfter) {
    this.backoff = backoff;
    this.random = random;
    this.maxRemembered = maxRemembered;
    this.giveUpAfter = giveUpAfter;
  }

  /** A good peer was lost: it is wanted back, after a pause. */
  void wantBack(PeerId peer, long now) {
    wanted.remove(peer);
    wanted.put(peer, true);
    bound(wanted);
    if (!waits.containsKey(peer)) {
      failed(peer, now);
    }
  }

  /** The good peers that are wanted back. */
  Set<PeerId> wantedBack() {
    return Set.copyOf(wanted.keySet());
  }

  boolean ready(PeerId peer, long now) {
    Wait wait = waits.get(peer);
    return wait == null || now - wait.until() >= 0;
  }

  /** It could not be reached, or did not stay. */
  void failed(PeerId peer, long now) {
    Wait before = waits.remove(peer);
    int failures = before == null ? 1 : before.failures() + 1;
    waits.put(peer, new Wait(failures, now + backoff.pause(failures, random).toNanos()));
    bound(waits);
    if (failures > giveUpAfter) {
      wanted.remove(peer);
    }
  }

  /** How often in a row it could not be reached or did not stay. */
  int failures(PeerId peer) {
    Wait wait = waits.get(peer);
    return wait == null ? 0 : wait.failures();
  }

  /** It is there, and has stayed for some time. */
  void good(PeerId peer) {
    waits.remove(peer);
  }

  /** It is there. */
  void connected(PeerId peer) {
    wanted.remove(peer);
  }

  /** It is not wanted any more. */
  void forget(PeerId peer) {
    wanted.remove(peer);
  }

  private void bound(Map<PeerId, ?> map) {
    if (!maxRemembered.allows(map.size())) {
      maxRemembered.refused().increment();
      map.remove(map.keySet().iterator().next());
    }
  }
}
