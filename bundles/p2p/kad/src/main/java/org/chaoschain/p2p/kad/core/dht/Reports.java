// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core.dht;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.discovery.DiscoverySink;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.kad.core.KadPeer;
import org.chaoschain.p2p.kad.core.RoutingTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the host of peers: those that are known when none is connected, and those that a search for
 * a random key has met when more are wanted. Inside one executor but for {@link #to}.
 */
final class Reports {
  private static final Logger LOG = LoggerFactory.getLogger(Reports.class);
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final int MOST = 32;
  private static final int KEY_BYTES = 32;

  private final DhtEnvironment env;
  private final SerialExecutor executor;
  private final Network network;
  private final RoutingTable table;

  /** Held while the sink is called, so that it is not called any more once stop has returned. */
  private final Object sinkLock = new Object();

  private DiscoverySink sink;
  private Cancellable planned = () -> false;
  private boolean busy;
  private boolean again;
  private long lastAt;
  private boolean ever;

  Reports(DhtEnvironment env, SerialExecutor executor, Network network, RoutingTable table) {
    this.env = env;
    this.executor = executor;
    this.network = network;
    this.table = table;
  }

  /** Where peers are reported to from now on; null for nowhere. */
  void to(DiscoverySink target) {
    synchronized (sinkLock) {
      sink = target;
    }
    executor.execute(
        () -> {
          if (!reporting()) {
            planned.cancel();
            again = false;
          }
        });
  }

  private boolean reporting() {
    synchronized (sinkLock) {
      return sink != null;
    }
  }

  /** Reports peers of the table and of the peer store. */
  void known() {
    Map<PeerId, List<Multiaddr>> known = new LinkedHashMap<>();
    for (RoutingTable.Place place : table.places()) {
      known.put(place.peer().id(), place.peer().addresses());
    }
    for (PeerId peer : env.peerStore().peers()) {
      known.putIfAbsent(peer, List.of());
    }
    known.entrySet().stream().limit(MOST).forEach(e -> report(e.getKey(), e.getValue()));
  }

  /**
   * More peers are wanted: searches for a random key, now or soon, however often this is called.
   */
  void wanted() {
    if (!reporting()) {
      return;
    }
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    Duration pause = Duration.ofNanos(lastAt + PAUSE.toNanos() - env.clock().nanoTime());
    if (ever && !pause.isNegative() && !pause.isZero()) {
      planned = env.scheduler().schedule(pause, () -> executor.execute(this::search));
    } else {
      search();
    }
  }

  private void search() {
    ever = true;
    lastAt = env.clock().nanoTime();
    if (!reporting()) {
      busy = false;
      return;
    }
    byte[] random = new byte[KEY_BYTES];
    env.random().nextBytes(random);
    Bytes key = Bytes.copyOf((byte) 0x12, (byte) KEY_BYTES).concat(Bytes.wrap(random));
    network
        .closest(key)
        .whenComplete(
            (lookup, failure) -> {
              if (failure == null) {
                for (KadPeer peer : lookup.closest()) {
                  report(peer.id(), peer.addresses());
                }
              }
              known();
              busy = false;
              if (again) {
                again = false;
                wanted();
              }
            });
  }

  private void report(PeerId peer, List<Multiaddr> hints) {
    List<Multiaddr> stored = env.peerStore().addresses(peer);
    List<Multiaddr> addresses = stored.isEmpty() ? hints : stored;
    if (addresses.isEmpty() || peer.equals(env.host().peerId())) {
      return;
    }
    synchronized (sinkLock) {
      if (sink == null) {
        return;
      }
      try {
        sink.found(new AddressInfo(peer, addresses));
      } catch (RuntimeException e) {
        LOG.warn("What the DHT has found is not taken: {}", e.toString());
      }
    }
  }
}
