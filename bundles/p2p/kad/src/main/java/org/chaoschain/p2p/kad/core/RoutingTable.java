// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chaoschain.p2p.api.multiaddr.IpPrefix;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * The peers this node asks, in buckets by the length of the prefix that a peer's point shares with
 * this node's. A bucket is ordered by when its peers were last seen alive, and prefers the old: a
 * newcomer to a full bucket waits in its replacement cache, and gets a place when the peer that was
 * seen longest ago turns out to be dead. Of one network only few peers are taken, in a bucket and
 * in the whole table.
 *
 * <p>Only servers are offered to it. Pure; times are nanoseconds of one clock and come in. Not safe
 * for use by many threads.
 */
public final class RoutingTable {
  /**
   * Its bounds.
   *
   * @param bucketSize peers in a bucket, k; more than 0
   * @param replacements peers that wait for a place in a bucket
   * @param maxPerPrefixBucket peers of one network in a bucket
   * @param maxPerPrefixTable peers of one network in the table
   * @param countLocal whether loopback and private networks are counted as networks
   * @param checkAfter a peer seen alive within this time is not checked before it may stay
   */
  public record Settings(
      int bucketSize,
      int replacements,
      int maxPerPrefixBucket,
      int maxPerPrefixTable,
      boolean countLocal,
      Duration checkAfter) {
    /** The defaults. */
    public static final Settings DEFAULT =
        new Settings(20, 20, 3, 12, false, Duration.ofMinutes(2));
  }

  /** What became of an offer. */
  public enum Admission {
    /** It has a place now. */
    ADDED,
    /** It had a place, and was seen. */
    KNOWN,
    /** The bucket is full; it waits. */
    WAITING,
    /** Too many of its network are there. */
    REFUSED_NETWORK,
    /** It is this node. */
    REFUSED_SELF
  }

  /**
   * The answer to an offer.
   *
   * @param admission what became of it
   * @param check whom to check for life, then call {@link #alive} or {@link #failed}
   */
  public record Outcome(Admission admission, Optional<KadPeer> check) {}

  /**
   * A place, for people.
   *
   * @param bucket the common prefix, in bits
   * @param peer who has it
   * @param addedAt since when
   * @param seenAt when it was last seen alive
   * @param checking whether its life is checked now
   */
  public record Place(int bucket, KadPeer peer, long addedAt, long seenAt, boolean checking) {}

  /** Hears who gets a place and who loses it, before the call that does it returns. */
  public interface Places {
    /** A peer has a place in a bucket now. */
    void taken(PeerId peer, int bucket);

    /** It has none any more. */
    void left(PeerId peer, int bucket);
  }

  private static final Places UNWATCHED =
      new Places() {
        @Override
        public void taken(PeerId peer, int bucket) {}

        @Override
        public void left(PeerId peer, int bucket) {}
      };

  private final KadKey self;
  private final Settings settings;
  private final Places watching;
  private final Bucket[] buckets = new Bucket[KadKey.BITS];
  private final Map<PeerId, Entry> entries = new HashMap<>();
  private final PrefixCount prefixes;

  private static final class Entry {
    final int bucket;
    final long addedAt;
    final Set<IpPrefix> prefixes;
    KadPeer peer;
    long seenAt;

    Entry(KadPeer peer, int bucket, Set<IpPrefix> prefixes, long now) {
      this.peer = peer;
      this.bucket = bucket;
      this.prefixes = prefixes;
      this.addedAt = now;
      this.seenAt = now;
    }
  }

  private static final class Bucket {
    final List<Entry> live = new ArrayList<>();
    final List<Entry> waiting = new ArrayList<>();
    final PrefixCount prefixes;
    Entry checking;

    Bucket(int maxPerPrefix) {
      this.prefixes = new PrefixCount(maxPerPrefix);
    }
  }

  /** Makes an empty table of the node with that point. */
  public RoutingTable(KadKey self, Settings settings) {
    this(self, settings, UNWATCHED);
  }

  /** Makes an empty table whose places are watched. */
  public RoutingTable(KadKey self, Settings settings, Places watching) {
    this.self = self;
    this.watching = watching;
    this.settings = settings;
    this.prefixes = new PrefixCount(settings.maxPerPrefixTable());
  }

  /** Offers a server that was just seen alive at one of its addresses. */
  public Outcome offer(KadPeer peer, long now) {
    return offer(peer, peer.addresses(), now);
  }

  /**
   * Offers a server that was just seen alive.
   *
   * @param reached where it was really reached, which tells its network; its own addresses are what
   *     it says
   */
  public Outcome offer(KadPeer peer, Collection<Multiaddr> reached, long now) {
    int index = self.commonPrefix(peer.key());
    if (index == KadKey.BITS) {
      return new Outcome(Admission.REFUSED_SELF, Optional.empty());
    }
    Entry known = entries.get(peer.id());
    if (known != null) {
      known.peer = peer;
      seen(known, now);
      return new Outcome(Admission.KNOWN, Optional.empty());
    }
    Bucket bucket = bucket(index);
    Entry entry = new Entry(peer, index, Networks.of(reached, settings.countLocal()), now);
    if (!diverse(bucket, entry)) {
      return new Outcome(Admission.REFUSED_NETWORK, Optional.empty());
    }
    if (bucket.live.size() < settings.bucketSize()) {
      bucket.waiting.removeIf(e -> e.peer.id().equals(peer.id()));
      place(bucket, entry);
      return new Outcome(Admission.ADDED, Optional.empty());
    }
    bucket.waiting.removeIf(e -> e.peer.id().equals(peer.id()));
    if (settings.replacements() > 0) {
      if (bucket.waiting.size() >= settings.replacements()) {
        bucket.waiting.remove(0);
      }
      bucket.waiting.add(entry);
    }
    return new Outcome(Admission.WAITING, toCheck(bucket, now));
  }

  /** The one seen longest ago, unless one is being checked or it was seen lately. */
  private Optional<KadPeer> toCheck(Bucket bucket, long now) {
    Entry oldest = bucket.live.get(0);
    if (bucket.checking != null || now - oldest.seenAt < settings.checkAfter().toNanos()) {
      return Optional.empty();
    }
    bucket.checking = oldest;
    return Optional.of(oldest.peer);
  }

  private boolean diverse(Bucket bucket, Entry entry) {
    return bucket.prefixes.hasRoom(entry.prefixes) && prefixes.hasRoom(entry.prefixes);
  }

  private void place(Bucket bucket, Entry entry) {
    int at = bucket.live.size();
    while (at > 0 && bucket.live.get(at - 1).seenAt > entry.seenAt) {
      at--;
    }
    bucket.live.add(at, entry);
    bucket.prefixes.add(entry.prefixes);
    prefixes.add(entry.prefixes);
    entries.put(entry.peer.id(), entry);
    watching.taken(entry.peer.id(), entry.bucket);
  }

  private void seen(Entry entry, long now) {
    Bucket bucket = buckets[entry.bucket];
    if (bucket.checking == entry) {
      bucket.checking = null;
    }
    entry.seenAt = now;
    bucket.live.remove(entry);
    bucket.live.add(entry);
  }

  /** A peer was seen alive: it has answered. Does nothing if it has no place. */
  public void alive(PeerId peer, long now) {
    Entry entry = entries.get(peer);
    if (entry != null) {
      seen(entry, now);
    }
  }

  /**
   * A peer is dead, or serves no more: the newest that waits for a place in its bucket gets it.
   *
   * @return whether it had a place
   */
  public boolean failed(PeerId peer) {
    Entry gone = entries.remove(peer);
    if (gone == null) {
      for (Bucket bucket : buckets) {
        if (bucket != null) {
          bucket.waiting.removeIf(e -> e.peer.id().equals(peer));
        }
      }
      return false;
    }
    Bucket bucket = buckets[gone.bucket];
    bucket.live.remove(gone);
    watching.left(peer, gone.bucket);
    bucket.prefixes.remove(gone.prefixes);
    prefixes.remove(gone.prefixes);
    if (bucket.checking == gone) {
      bucket.checking = null;
    }
    for (int i = bucket.waiting.size() - 1; i >= 0; i--) {
      if (diverse(bucket, bucket.waiting.get(i))) {
        place(bucket, bucket.waiting.remove(i));
        break;
      }
    }
    return true;
  }

  /**
   * The peers closest to a point.
   *
   * @param most how many at most
   * @return the closest first
   */
  public List<KadPeer> closest(KadKey target, int most) {
    int shared = Math.min(self.commonPrefix(target), KadKey.BITS - 1);
    List<KadPeer> found = new ArrayList<>();
    collect(shared, found);
    if (found.size() < most) {
      // all of these share as many bits with the target as this node does
      for (int i = shared + 1; i < KadKey.BITS; i++) {
        collect(i, found);
      }
    }
    for (int i = shared - 1; i >= 0 && found.size() < most; i--) {
      collect(i, found);
    }
    found.sort((x, y) -> target.compareDistance(x.key(), y.key()));
    return found.size() > most ? new ArrayList<>(found.subList(0, most)) : found;
  }

  private void collect(int index, List<KadPeer> target) {
    Bucket bucket = buckets[index];
    if (bucket != null) {
      for (Entry entry : bucket.live) {
        target.add(entry.peer);
      }
    }
  }

  /** The peer in its place, if it has one. */
  public Optional<KadPeer> peer(PeerId id) {
    return Optional.ofNullable(entries.get(id)).map(entry -> entry.peer);
  }

  /**
   * Peers that were not seen alive for a time, those seen longest ago first in each bucket; each is
   * to be checked.
   *
   * @param most how many at most
   */
  public List<KadPeer> unseenSince(long time, int most) {
    List<KadPeer> unseen = new ArrayList<>();
    for (Bucket bucket : buckets) {
      for (int i = 0; bucket != null && i < bucket.live.size() && unseen.size() < most; i++) {
        if (bucket.live.get(i).seenAt - time < 0) {
          unseen.add(bucket.live.get(i).peer);
        }
      }
    }
    return unseen;
  }

  /** How many peers have a place. */
  public int size() {
    return entries.size();
  }

  /** How many peers have a place in a bucket. */
  public int size(int bucket) {
    return buckets[bucket] == null ? 0 : buckets[bucket].live.size();
  }

  /** The largest index of a bucket in which somebody has a place; -1 if the table is empty. */
  public int deepestBucket() {
    int deepest = KadKey.BITS - 1;
    while (deepest >= 0 && size(deepest) == 0) {
      deepest--;
    }
    return deepest;
  }

  /** How many peers wait for a place. */
  public int waiting() {
    int sum = 0;
    for (Bucket bucket : buckets) {
      sum += bucket == null ? 0 : bucket.waiting.size();
    }
    return sum;
  }

  /** All places, by bucket, in each the one seen longest ago first. */
  public List<Place> places() {
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < buckets.length; i++) {
      Bucket bucket = buckets[i];
      if (bucket != null) {
        for (Entry e : bucket.live) {
          places.add(new Place(i, e.peer, e.addedAt, e.seenAt, bucket.checking == e));
        }
      }
    }
    return places;
  }

  private Bucket bucket(int index) {
    if (buckets[index] == null) {
      buckets[index] = new Bucket(settings.maxPerPrefixBucket());
    }
    return buckets[index];
  }
}
