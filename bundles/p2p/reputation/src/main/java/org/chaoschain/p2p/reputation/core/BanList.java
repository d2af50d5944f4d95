// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.reputation.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * Who is banned, and who was not long ago: the next ban of such a peer is twice as long. Bounded:
 * what ends first is forgotten first. Not safe for threads.
 */
final class BanList {
  private static final int MOST_DOUBLINGS = 32;

  private final Map<PeerId, Ban> bans = new LinkedHashMap<>();
  private final Duration first;
  private final Duration longest;
  private final Duration memory;
  private final Limit limit;

  BanList(ReputationConfig config, Limit limit) {
    this.first = config.banFirst();
    this.longest = config.banLongest();
    this.memory = config.banMemory();
    this.limit = limit;
  }

  /** Takes bans from before, those that are still to be remembered. */
  void restore(Collection<Ban> before, Instant now) {
    before.stream().filter(ban -> remembered(ban, now)).forEach(this::put);
  }

  /** Bans a peer for its score. */
  Ban ban(PeerId peer, double score, String reason, Instant now) {
    int times =
        Optional.ofNullable(bans.get(peer))
                .filter(b -> remembered(b, now))
                .map(Ban::times)
                .orElse(0)
            + 1;
    return put(new Ban(peer, now, now.plus(length(times)), times, score, false, reason));
  }

  /** Bans a peer because a person wants it. */
  Ban banByHand(PeerId peer, Duration length, String reason, Instant now) {
    int times = Optional.ofNullable(bans.get(peer)).map(Ban::times).orElse(1);
    return put(new Ban(peer, now, now.plus(length), times, 0, true, reason));
  }

  /** Forgets a peer's bans; what it was, if it holds. */
  Optional<Ban> lift(PeerId peer, Instant now) {
    return Optional.ofNullable(bans.remove(peer)).filter(ban -> ban.holds(now));
  }

  /** The ban of a peer that holds now. */
  Optional<Ban> find(PeerId peer, Instant now) {
    return Optional.ofNullable(bans.get(peer)).filter(ban -> ban.holds(now));
  }

  /** Forgets what needs no memory any more; answers whether there was something. */
  boolean tidy(Instant now) {
    return bans.values().removeIf(ban -> !remembered(ban, now));
  }

  /** All that is remembered, ended ones included. */
  List<Ban> all() {
    return List.copyOf(bans.values());
  }

  private boolean remembered(Ban ban, Instant now) {
    return now.isBefore(ban.until().plus(memory));
  }

  private Ban put(Ban ban) {
    bans.remove(ban.peer());
    if (!limit.allows(bans.size() + 1L)) {
      limit.refused().increment();
      bans.values().stream()
          .min(Comparator.comparing(Ban::until))
          .ifPresent(soonest -> bans.remove(soonest.peer()));
    }
    bans.put(ban.peer(), ban);
    return ban;
  }

  private Duration length(int times) {
    Duration length = first;
    for (int i = 1; i < Math.min(times, MOST_DOUBLINGS) && length.compareTo(longest) < 0; i++) {
      length = length.plus(length);
    }
    return length.compareTo(longest) > 0 ? longest : length;
  }
}
