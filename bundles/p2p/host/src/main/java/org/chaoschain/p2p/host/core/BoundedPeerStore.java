// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Clock;
import org.chaoschain.p2p.api.host.PeerStore;
import org.chaoschain.p2p.api.host.PeerStoreListener;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A peer store in memory. Peers heard of longest ago are forgotten first; connected ones never. */
public final class BoundedPeerStore implements PeerStore {
  private static final int ADDRESSES_PER_PEER = 32;
  private static final int PROTOCOLS_PER_PEER = 256;
  private static final int PROTOCOL_CHARACTERS_PER_PEER = 16_384;
  private static final Logger LOG = LoggerFactory.getLogger(BoundedPeerStore.class);

  private static final class Entry {
    final Map<Multiaddr, Instant> addresses = new LinkedHashMap<>();
    Bytes certified;
    Instant certifiedUntil = Instant.MIN;
    long sequence;
    List<Multiaddr> certifiedAddresses = List.of();
    Set<String> protocols = Set.of();
    String agentVersion;
  }

  private final Map<PeerId, Entry> entries = new LinkedHashMap<>();
  private final List<PeerStoreListener> listeners = new CopyOnWriteArrayList<>();
  private final Clock clock;
  private final Limit limit;
  private final Predicate<PeerId> connected;
  private final Counter droppedAddresses;
  private final Cancellable gauge;

  /**
   * Makes an empty store.
   *
   * @param maxPeers more than zero
   * @param connected whether a peer is connected now and must not be forgotten
   */
  public BoundedPeerStore(Clock clock, Metrics metrics, int maxPeers, Predicate<PeerId> connected) {
    this.clock = clock;
    this.limit = metrics.limit(HostConfig.KEY_PREFIX + "max.peers", maxPeers, "peers");
    this.connected = connected;
    this.droppedAddresses = metrics.counter("p2p.peers.addresses.dropped");
    this.gauge = metrics.gauge("p2p.peers.known", this::size);
  }

  /** Takes its gauge away. */
  void close() {
    gauge.cancel();
  }

  /** Adds a listener. */
  public void addListener(PeerStoreListener listener) {
    listeners.add(listener);
  }

  /** Removes a listener. */
  public void removeListener(PeerStoreListener listener) {
    listeners.remove(listener);
  }

  private synchronized int size() {
    return entries.size();
  }

  @Override
  public synchronized Set<PeerId> peers() {
    return Set.copyOf(entries.keySet());
  }

  @Override
  public synchronized void addAddresses(
      PeerId peer, Collection<Multiaddr> addresses, Duration timeToLive) {
    Instant until = clock.now().plus(timeToLive);
    Map<Multiaddr, Instant> known = entry(peer).addresses;
    forgetExpired(known);
    for (Multiaddr address : addresses) {
      Multiaddr bare = address.withoutPeer();
      boolean another = address.peerId().map(named -> !named.equals(peer)).orElse(false);
      boolean room = known.containsKey(bare) || known.size() < ADDRESSES_PER_PEER;
      if (another || bare.isEmpty() || !room) {
        droppedAddresses.increment();
      } else {
        known.merge(bare, until, (a, b) -> a.isAfter(b) ? a : b);
      }
    }
  }

  private void forgetExpired(Map<Multiaddr, Instant> addresses) {
    Instant now = clock.now();
    addresses.values().removeIf(until -> !until.isAfter(now));
  }

  @Override
  public synchronized boolean putCertified(
      PeerId peer,
      Bytes envelope,
      long sequence,
      Collection<Multiaddr> addresses,
      Duration timeToLive) {
    Entry entry = entry(peer);
    boolean newer = entry.certified == null || Long.compareUnsigned(sequence, entry.sequence) > 0;
    if (newer || envelope.equals(entry.certified)) {
      entry.certified = envelope;
      entry.sequence = sequence;
      entry.certifiedUntil = clock.now().plus(timeToLive);
      entry.certifiedAddresses =
          addresses.stream()
              .filter(address -> address.peerId().map(peer::equals).orElse(true))
              .map(Multiaddr::withoutPeer)
              .filter(address -> !address.isEmpty())
              .distinct()
              .limit(ADDRESSES_PER_PEER)
              .toList();
    }
    return newer;
  }

  @Override
  public synchronized List<Multiaddr> addresses(PeerId peer) {
    Entry entry = entries.get(peer);
    if (entry == null) {
      return List.of();
    }
    Instant now = clock.now();
    if (entry.certifiedUntil.isAfter(now) && !entry.certifiedAddresses.isEmpty()) {
      return entry.certifiedAddresses;
    }
    forgetExpired(entry.addresses);
    return List.copyOf(entry.addresses.keySet());
  }

  @Override
  public synchronized Optional<Bytes> certifiedRecord(PeerId peer) {
    Entry entry = entries.get(peer);
    return entry == null || !entry.certifiedUntil.isAfter(clock.now())
        ? Optional.empty()
        : Optional.ofNullable(entry.certified);
  }

  @Override
  public void setIdentity(
      PeerId peer, String agentVersion, String protocolVersion, Collection<String> protocols) {
    Set<String> bounded = new TreeSet<>();
    int room = PROTOCOL_CHARACTERS_PER_PEER;
    for (String protocol : protocols) {
      room -= protocol.length();
      if (room < 0 || bounded.size() == PROTOCOLS_PER_PEER) {
        break;
      }
      bounded.add(protocol);
    }
    synchronized (this) {
      Entry entry = entry(peer);
      entry.agentVersion = agentVersion;
      entry.protocols = Collections.unmodifiableSet(bounded);
    }
    listeners.forEach(listener -> tell(listener, peer));
  }

  private static void tell(PeerStoreListener listener, PeerId peer) {
    try {
      listener.onProtocols(peer);
    } catch (RuntimeException | Error e) {
      LOG.warn("A listener of the peer store failed on {}", peer, e);
    }
  }

  @Override
  public synchronized Set<String> protocols(PeerId peer) {
    Entry entry = entries.get(peer);
    return entry == null ? Set.of() : entry.protocols;
  }

  @Override
  public synchronized Optional<String> agentVersion(PeerId peer) {
    return Optional.ofNullable(entries.get(peer)).map(entry -> entry.agentVersion);
  }

  @Override
  public synchronized void remove(PeerId peer) {
    entries.remove(peer);
  }

  /** The entry of a peer that is heard of now. */
  private Entry entry(PeerId peer) {
    Entry known = entries.remove(peer);
    if (known != null) {
      entries.put(peer, known);
      return known;
    }
    if (!limit.allows(entries.size() + 1L)) {
      forgetOldest();
    }
    Entry fresh = new Entry();
    entries.put(peer, fresh);
    return fresh;
  }

  private void forgetOldest() {
    limit.refused().increment();
    Iterator<PeerId> oldestFirst = entries.keySet().iterator();
    while (oldestFirst.hasNext()) {
      if (!connected.test(oldestFirst.next())) {
        oldestFirst.remove();
        return;
      }
    }
  }
}
