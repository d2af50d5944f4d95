// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.connections.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.PeerStore;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.PeerId;

/** Dials wanted peers, then known ones from prefixes that are rare. Inside one executor. */
final class Redials {
  private final KeeperConfig config;
  private final Host host;
  private final PeerStore peerStore;
  private final DialPlan plan;
  private final Tags tags;
  private final Clock clock;
  private final SerialExecutor executor;
  private final RandomGenerator random;
  private final Counter dials;
  private final Counter failures;
  private final Counter crowded;
  private final Map<PeerId, Multiaddr> running = new HashMap<>();

  Redials(
      KeeperConfig config,
      Host host,
      PeerStore peerStore,
      DialPlan plan,
      Tags tags,
      Clock clock,
      SerialExecutor executor,
      RandomGenerator random,
      Metrics metrics) {
    this.config = config;
    this.host = host;
    this.peerStore = peerStore;
    this.plan = plan;
    this.tags = tags;
    this.clock = clock;
    this.executor = executor;
    this.random = random;
    this.dials = metrics.counter("p2p.connections.redials");
    this.failures = metrics.counter("p2p.connections.redials.failed");
    this.crowded = metrics.counter("p2p.connections.redials.crowded");
  }

  /**
   * Begins dials, as many as may run.
   *
   * @param places where the connected peers are; dials that run are added
   * @param connected who is connected
   */
  void dial(Places places, Set<PeerId> connected) {
    long now = clock.nanoTime();
    running.values().forEach(places::add);
    Set<PeerId> wanted = new LinkedHashSet<>(tags.protectedPeers());
    wanted.addAll(plan.wantedBack());
    wanted.stream()
        .filter(peer -> free(peer, connected, now))
        .sorted(Comparator.comparing(PeerId::toString))
        .forEach(peer -> begin(peer, places));
    Set<PeerId> coming = new HashSet<>(connected);
    coming.addAll(running.keySet());
    int missing = config.wantedPeers() - coming.size();
    if (missing <= 0) {
      return;
    }
    List<PeerId> known = new ArrayList<>(peerStore.peers());
    known.removeIf(peer -> !free(peer, connected, now));
    known.sort(Comparator.comparing(PeerId::toString)); // so that a seed decides, not a hash
    for (int i = known.size() - 1; i > 0; i--) {
      Collections.swap(known, i, random.nextInt(i + 1));
    }
    for (; missing > 0 && running.size() < config.parallelDials(); missing--) {
      PeerId next = leastCrowded(known, places);
      if (next == null) {
        return;
      }
      known.remove(next);
      begin(next, places);
    }
  }

  private boolean free(PeerId peer, Set<PeerId> connected, long now) {
    return !connected.contains(peer)
        && !running.containsKey(peer)
        && !peer.equals(host.peerId())
        && plan.ready(peer, now)
        && !peerStore.addresses(peer).isEmpty();
  }

  /** The one whose prefix has the fewest connections; null if all prefixes have enough. */
  private PeerId leastCrowded(List<PeerId> known, Places places) {
    PeerId best = null;
    int bestCount = config.maxPerPrefix();
    for (PeerId peer : known) {
      int count = places.count(address(peer));
      if (count < bestCount) {
        best = peer;
        bestCount = count;
      }
    }
    if (best == null && !known.isEmpty()) {
      crowded.increment();
    }
    return best;
  }

  private Multiaddr address(PeerId peer) {
    List<Multiaddr> addresses = peerStore.addresses(peer);
    return addresses.isEmpty() ? Multiaddr.EMPTY : addresses.get(0);
  }

  private void begin(PeerId peer, Places places) {
    if (running.size() >= config.parallelDials()) {
      return;
    }
    Multiaddr address = address(peer);
    running.put(peer, address);
    places.add(address);
    dials.increment();
    host.connect(new AddressInfo(peer, List.of()))
        .whenComplete((connection, failure) -> executor.execute(() -> done(peer, failure)));
  }

  private void done(PeerId peer, Throwable failure) {
    running.remove(peer);
    if (failure != null) {
      failures.increment();
      plan.failed(peer, clock.nanoTime());
    }
  }
}
