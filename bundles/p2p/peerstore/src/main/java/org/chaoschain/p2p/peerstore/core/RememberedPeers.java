// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.peerstore.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * The peers that were connected, the youngest of them, and what of that has changed since it was
 * last written down. Peers are tried again youngest first, each at most once in a pause that
 * doubles while it is not reached. Pure. Not safe for threads.
 */
public final class RememberedPeers {
  private static final int MOST_DOUBLINGS = 10;

  private final Map<PeerId, KnownPeer> peers = new HashMap<>();
  private final Map<PeerId, Attempts> attempts = new HashMap<>();
  private final Set<PeerId> changed = new HashSet<>();
  private final Limit limit;
  private final Duration lifetime;
  private final Duration pause;

  private record Attempts(int count, long notBeforeNanos) {}

  /** What is to be written: peers as they are now, and those to be forgotten. */
  public record Changes(List<KnownPeer> kept, List<PeerId> forgotten) {
    /** Whether there is nothing to write. */
    public boolean isEmpty() {
      return kept.isEmpty() && forgotten.isEmpty();
    }
  }

  /**
   * Nobody is remembered.
   *
   * @param limit the most peers; the one not seen for longest is forgotten first
   * @param lifetime after which a peer that was not seen is forgotten
   * @param pause after a first attempt to reach a peer
   */
  public RememberedPeers(Limit limit, Duration lifetime, Duration pause) {
    this.limit = limit;
    this.lifetime = lifetime;
    this.pause = pause;
  }

  /** Takes what was written down before; what is known by now is younger and stays. */
  public void restore(Collection<KnownPeer> before, Instant now) {
    for (KnownPeer peer : before) {
      if (peers.containsKey(peer.peer())) {
        continue;
      }
      if (expired(peer, now)) {
        changed.add(peer.peer());
      } else {
        put(peer);
      }
    }
  }

  /** A peer is connected, or something new is known of it while it is. */
  public void seen(KnownPeer peer) {
    attempts.remove(peer.peer());
    if (peer.addresses().isEmpty()) {
      return; // it cannot be dialled, so it is of no use later
    }
    changed.add(peer.peer());
    put(peer);
  }

  /** A peer's connection has ended: it was seen until now. */
  public void lost(PeerId peer, Instant now) {
    KnownPeer known = peers.get(peer);
    if (known != null) {
      changed.add(peer);
      put(new KnownPeer(peer, known.addresses(), known.record(), now));
    }
  }

  /**
   * Those to be tried now; they are not told again before their pause has passed.
   *
   * @param wanted at most so many
   * @param skip those that are of no use now, since they are connected
   */
  public List<KnownPeer> candidates(int wanted, Predicate<PeerId> skip, long nowNanos) {
    List<KnownPeer> chosen =
        peers.values().stream()
            .filter(peer -> !skip.test(peer.peer()) && due(peer.peer(), nowNanos))
            .sorted(
                Comparator.comparing(KnownPeer::seen)
                    .reversed()
                    .thenComparing(peer -> peer.peer().toString()))
            .limit(Math.max(0, wanted))
            .toList();
    for (KnownPeer peer : chosen) {
      int count = Optional.ofNullable(attempts.get(peer.peer())).map(Attempts::count).orElse(0);
      long wait = pause.toNanos() << Math.min(count, MOST_DOUBLINGS);
      attempts.put(peer.peer(), new Attempts(count + 1, nowNanos + wait));
    }
    return chosen;
  }

  private boolean due(PeerId peer, long nowNanos) {
    Attempts before = attempts.get(peer);
    return before == null || nowNanos - before.notBeforeNanos() >= 0;
  }

  /** Takes what has changed since this was last asked; expired peers are forgotten. */
  public Changes takeChanges(Instant now) {
    List.copyOf(peers.values()).stream()
        .filter(peer -> expired(peer, now))
        .forEach(peer -> forget(peer.peer()));
    List<KnownPeer> kept = new ArrayList<>();
    List<PeerId> forgotten = new ArrayList<>();
    for (PeerId peer : changed) {
      KnownPeer known = peers.get(peer);
      if (known == null) {
        forgotten.add(peer);
      } else {
        kept.add(known);
      }
    }
    changed.clear();
    return new Changes(kept, forgotten);
  }

  /** Has the changes taken once more, since they could not be written. */
  public void untake(Changes changes) {
    changes.kept().forEach(peer -> changed.add(peer.peer()));
    changed.addAll(changes.forgotten());
  }

  /**
   * Has the peers of the changes taken once more; those to be forgotten are dropped, as nothing can
   * be written for now and they would become ever more.
   */
  public void untakeKept(Changes changes) {
    changes.kept().forEach(peer -> changed.add(peer.peer()));
  }

  /** All that are remembered. */
  public List<KnownPeer> all() {
    return List.copyOf(peers.values());
  }

  private boolean expired(KnownPeer peer, Instant now) {
    return !now.isBefore(peer.seen().plus(lifetime));
  }

  private void put(KnownPeer peer) {
    peers.put(peer.peer(), peer);
    if (!limit.allows(peers.size())) {
      limit.refused().increment();
      peers.values().stream()
          .min(Comparator.comparing(KnownPeer::seen))
          .ifPresent(oldest -> forget(oldest.peer()));
    }
  }

  private void forget(PeerId peer) {
    peers.remove(peer);
    attempts.remove(peer);
    changed.add(peer);
  }
}
