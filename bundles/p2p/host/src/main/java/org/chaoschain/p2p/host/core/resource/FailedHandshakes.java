// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core.resource;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.p2p.api.multiaddr.IpPrefix;

/**
 * A token bucket for the handshakes of each place, kept as the time at which it will be full. A
 * handshake takes one when it begins, and gives it back when it has made a connection. Bounded:
 * only a full bucket is forgotten, which is the same as a new one; places that find no room share
 * one bucket. Safe for use by many threads.
 */
final class FailedHandshakes {
  /** Buckets that are not full; more places than these share one. */
  static final int MAX_PLACES = 8192;

  /** So many of the longest unchanged buckets are looked at for one that is full. */
  private static final int LOOKED_AT = 8;

  private static final long MINUTE = 60_000_000_000L;
  private static final IpPrefix SHARED = IpPrefix.parse("0.0.0.0/0");

  private final Map<IpPrefix, Long> fullAt = new LinkedHashMap<>();
  private final Level address;
  private final Level prefix;

  private record Level(Limit limit, long each, long full) {
    static Level of(Limit limit, int burst) {
      long each = MINUTE / limit.value();
      return new Level(limit, each, burst * each);
    }
  }

  FailedHandshakes(FailureLimits limits, Metrics metrics) {
    this.address =
        Level.of(limit(metrics, "address.failed", limits.address()), limits.addressBurst());
    this.prefix = Level.of(limit(metrics, "prefix.failed", limits.prefix()), limits.prefixBurst());
  }

  private static Limit limit(Metrics metrics, String key, int value) {
    return metrics.limit(ResourceLimits.KEY_PREFIX + key, value, "failed handshakes a minute");
  }

  /**
   * Refuses a handshake from places of which too many have failed; takes nothing.
   *
   * @param nowNanos a time that never steps back
   */
  synchronized void check(List<IpPrefix> places, long nowNanos) throws LimitExceededException {
    for (IpPrefix place : places) {
      Level level = level(place);
      if (lacking(place, nowNanos) > level.full() - level.each()) {
        throw level.limit().refuse(AddressTable.title(place), level.limit().value() + 1);
      }
    }
  }

  /** A handshake begins. */
  synchronized void begin(List<IpPrefix> places, long nowNanos) {
    for (IpPrefix place : places) {
      long lacking = lacking(place, nowNanos) + level(place).each();
      IpPrefix row = fullAt.containsKey(place) || hasRoom(nowNanos) ? place : SHARED;
      fullAt.remove(row);
      fullAt.put(row, nowNanos + lacking);
    }
  }

  /** A handshake has made a connection. */
  synchronized void succeeded(List<IpPrefix> places) {
    for (IpPrefix place : places) {
      fullAt.computeIfPresent(
          fullAt.containsKey(place) ? place : SHARED, (p, at) -> at - level(place).each());
    }
  }

  private long lacking(IpPrefix place, long nowNanos) {
    Long at = fullAt.get(place);
    if (at == null && fullAt.size() >= MAX_PLACES) {
      at = fullAt.get(SHARED);
    }
    return at == null ? 0 : Math.max(0, at - nowNanos);
  }

  private boolean hasRoom(long nowNanos) {
    Iterator<Map.Entry<IpPrefix, Long>> oldest = fullAt.entrySet().iterator();
    for (int i = 0; i < LOOKED_AT && oldest.hasNext(); i++) {
      if (oldest.next().getValue() - nowNanos <= 0) {
        oldest.remove();
      }
    }
    return fullAt.size() < MAX_PLACES;
  }

  /** How many places are remembered. */
  synchronized int places() {
    return fullAt.size();
  }

  private Level level(IpPrefix place) {
    return AddressTable.isAddress(place) ? address : prefix;
  }
}
