// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.p2p.api.discovery.Discovery;
import org.chaoschain.p2p.api.host.DialFilter;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.PeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the discoveries and dials what they find while fewer peers are connected than wanted. */
final class Discoveries {
  private static final Logger LOG = LoggerFactory.getLogger(Discoveries.class);
  private static final Duration ADDRESS_LIFETIME = Duration.ofMinutes(30);

  private final List<Accounted<Discovery>> active = new CopyOnWriteArrayList<>();
  private final P2pHost host;
  private final HostConfig config;
  private final List<Accounted<DialFilter>> filters = new CopyOnWriteArrayList<>();
  private final Map<PeerId, Multiaddr> dialling = new HashMap<>();
  private final Counter found;
  private final Counter unwanted;
  private final Cancellable tick;

  Discoveries(P2pHost host, HostConfig config, HostEnvironment environment) {
    this.host = host;
    this.config = config;
    this.found = environment.metrics().counter("p2p.discovery.found");
    this.unwanted = environment.metrics().counter("p2p.discovery.not.dialled");
    this.tick =
        environment
            .scheduler()
            .scheduleWithFixedDelay(
                config.discoveryInterval(), config.discoveryInterval(), this::disconnected);
  }

  void add(Discovery discovery, PluginAccount account) {
    Accounted<Discovery> added = new Accounted<>(discovery, account);
    active.add(added);
    guarded(added, d -> d.start(peer -> found(added, peer)));
  }

  void remove(Discovery discovery) {
    Accounted.of(discovery, active)
        .filter(active::remove)
        .ifPresent(gone -> guarded(gone, Discovery::stop));
  }

  void add(DialFilter filter, PluginAccount account) {
    filters.add(new Accounted<>(filter, account));
  }

  void remove(DialFilter filter) {
    filters.removeIf(each -> each.service() == filter);
  }

  void stop() {
    tick.cancel();
    active.forEach(each -> remove(each.service()));
  }

  private static void guarded(Accounted<Discovery> discovery, Consumer<Discovery> call) {
    try {
      call.accept(discovery.service());
    } catch (RuntimeException | Error e) {
      LOG.warn("A discovery failed: {}", discovery.service().getClass().getName(), e);
      discovery.account().failed("discovery", e);
    }
  }

  /** Asks for more peers if there are too few. */
  void disconnected() {
    int missing = config.targetPeers() - host.connectedPeers();
    if (missing > 0 && host.ready()) {
      active.forEach(each -> guarded(each, d -> d.wanted(missing)));
    }
  }

  /**
   * Whether a peer is to be dialled now, which counts from then on. One after the other, so that of
   * many that are found at once the later ones are judged with the earlier ones in view. The
   * addresses that are dialled are bounded by the host's dials.
   */
  private synchronized boolean begins(AddressInfo peer) {
    if (dialling.containsKey(peer.peer())) {
      return false;
    }
    Map<PeerId, Multiaddr> others = new HashMap<>(dialling);
    host.connections().forEach(c -> others.putIfAbsent(c.remotePeer(), c.remoteAddress()));
    Collection<Multiaddr> places = List.copyOf(others.values());
    for (Accounted<DialFilter> filter : filters) {
      if (!worth(filter, peer, places)) {
        unwanted.increment();
        LOG.debug("{} was found and is not dialled, by {}", peer.peer(), filter.service());
        return false;
      }
    }
    dialling.put(
        peer.peer(), peer.addresses().isEmpty() ? Multiaddr.EMPTY : peer.addresses().get(0));
    return true;
  }

  private static boolean worth(
      Accounted<DialFilter> filter, AddressInfo peer, Collection<Multiaddr> others) {
    try {
      return filter.service().worthDialling(peer, others);
    } catch (RuntimeException | Error e) {
      LOG.warn("A filter of dials failed: {}", filter.service().getClass().getName(), e);
      filter.account().failed("filter of dials", e);
      return true;
    }
  }

  private synchronized void ended(PeerId peer) {
    dialling.remove(peer);
  }

  private void found(Accounted<Discovery> by, AddressInfo peer) {
    found.increment();
    if (!active.contains(by) || peer.peer().equals(host.peerId())) {
      return;
    }
    host.peerStore().addAddresses(peer.peer(), peer.addresses(), ADDRESS_LIFETIME);
    boolean wanted =
        host.ready()
            && host.connectedPeers() < config.targetPeers()
            && host.connection(peer.peer()).isEmpty();
    if (wanted && begins(peer)) {
      host.connect(peer)
          .whenComplete(
              (connection, failure) -> {
                ended(peer.peer());
                if (failure != null) {
                  LOG.debug(
                      "{} was found but not reached: {}", peer.peer(), Failures.text(failure));
                }
              });
    }
  }
}
