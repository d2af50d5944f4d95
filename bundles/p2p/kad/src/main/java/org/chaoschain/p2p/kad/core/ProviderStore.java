// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.kad.core.RecordRefusedException.Reason;

/**
 * Who provides what, as the providers themselves have said. They are forgotten unless they say so
 * again. A key that has as many providers as it may have takes no more until one expires; when the
 * whole store is full, the keys farthest from this node go first. Pure, the time comes in. Not safe
 * for use by many threads.
 */
public final class ProviderStore {
  private record Provider(KadPeer peer, Instant expiry) {}

  private record Key(Bytes raw, Map<PeerId, Provider> providers) {}

  private final KadLimits limits;
  private final Duration lifetime;
  private final Map<Bytes, KadKey> points = new HashMap<>();

  /** By distance from this node, the closest first. */
  private final TreeMap<KadKey, Key> byDistance;

  private int size;

  /**
   * Makes an empty store.
   *
   * @param self this node's point
   * @param lifetime after which a provider is forgotten
   */
  public ProviderStore(KadKey self, KadLimits limits, Duration lifetime) {
    this.limits = limits;
    this.lifetime = lifetime;
    Comparator<KadKey> order = self::compareDistance;
    this.byDistance = new TreeMap<>(order);
  }

  /**
   * Takes a provider.
   *
   * @param key a multihash
   * @throws RecordRefusedException if there is no room, or the key is no multihash
   */
  public void add(Bytes key, KadPeer provider, Instant now) throws RecordRefusedException {
    try {
      limits.key().check("the key of a provider", key.size());
      Multihashes.check(key);
      Key entry = entry(key, now);
      boolean known = entry.providers().containsKey(provider.id());
      if (!known) {
        limits.providersPerKey().check("the key " + key, entry.providers().size() + 1L);
        makeRoom(entry, now);
      }
      limits
          .addresses()
          .check("the provider " + provider.id() + " of " + key, provider.addresses().size());
      entry.providers().remove(provider.id());
      entry.providers().put(provider.id(), new Provider(provider, now.plus(lifetime)));
      KadKey point = KadKey.of(key);
      points.put(key, point);
      byDistance.put(point, entry);
      size += known ? 0 : 1;
    } catch (LimitExceededException e) {
      throw new RecordRefusedException(Reason.LIMIT, e.getMessage());
    }
  }

  private Key entry(Bytes key, Instant now) {
    KadKey point = points.get(key);
    if (point == null) {
      return new Key(key, new LinkedHashMap<>());
    }
    Key entry = byDistance.get(point);
    expire(entry, now);
    return entry;
  }

  private void makeRoom(Key newcomer, Instant now) throws LimitExceededException {
    if (!limits.providers().allows(size + 1L)) {
      expire(now);
    }
    while (!limits.providers().allows(size + 1L)) {
      Map.Entry<KadKey, Key> farthest = byDistance.lastEntry();
      if (farthest == null
          || byDistance.comparator().compare(KadKey.of(newcomer.raw()), farthest.getKey()) >= 0) {
        throw limits.providers().refuse("the store, with keys closer to this node", size + 1L);
      }
      limits.providers().refused().increment();
      size -= farthest.getValue().providers().size();
      forget(farthest.getValue());
    }
  }

  private void forget(Key entry) {
    KadKey point = points.remove(entry.raw());
    if (point != null) {
      byDistance.remove(point);
    }
  }

  private void expire(Key entry, Instant now) {
    int before = entry.providers().size();
    entry.providers().values().removeIf(provider -> !now.isBefore(provider.expiry()));
    size -= before - entry.providers().size();
    if (entry.providers().isEmpty()) {
      forget(entry);
    }
  }

  /**
   * The providers of a key that have not expired, those that said so last at the end.
   *
   * @param most how many at most; the last are taken
   */
  public List<KadPeer> providers(Bytes key, int most, Instant now) {
    Map<PeerId, Provider> all = entry(key, now).providers();
    List<KadPeer> providers = new ArrayList<>(all.size());
    all.values().forEach(provider -> providers.add(provider.peer()));
    return providers.subList(Math.max(0, providers.size() - most), providers.size());
  }

  /** Drops what has expired; says how many. */
  public int expire(Instant now) {
    int before = size;
    List.copyOf(byDistance.values()).forEach(entry -> expire(entry, now));
    return before - size;
  }

  /** How many providers are kept. */
  public int size() {
    return size;
  }

  /** How many keys they have. */
  public int keys() {
    return byDistance.size();
  }
}
