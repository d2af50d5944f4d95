// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.p2p.api.discovery.Discovery;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the discoveries and dials what they find while fewer peers are connected than wanted. */
final class Discoveries {
  private static final Logger LOG = LoggerFactory.getLogger(Discoveries.class);
  private static final Duration ADDRESS_LIFETIME = Duration.ofMinutes(30);

  private final List<Discovery> active = new CopyOnWriteArrayList<>();
  private final P2pHost host;
  private final HostConfig config;
  private final Counter found;
  private final Cancellable tick;

  Discoveries(P2pHost host, HostConfig config, HostEnvironment environment) {
    this.host = host;
    this.config = config;
    this.found = environment.metrics().counter("p2p.discovery.found");
    this.tick =
        environment
            .scheduler()
            .scheduleWithFixedDelay(
                config.discoveryInterval(), config.discoveryInterval(), this::disconnected);
  }

  void add(Discovery discovery) {
    active.add(discovery);
    discovery.start(this::found);
  }

  void remove(Discovery discovery) {
    if (active.remove(discovery)) {
      discovery.stop();
    }
  }

  void stop() {
    tick.cancel();
    List.copyOf(active).forEach(this::remove);
  }

  /** Asks for more peers if there are too few. */
  void disconnected() {
    int missing = config.targetPeers() - host.connectedPeers();
    if (missing > 0 && host.ready()) {
      active.forEach(discovery -> discovery.wanted(missing));
    }
  }

  private void found(AddressInfo peer) {
    found.increment();
    if (peer.peer().equals(host.peerId())) {
      return;
    }
    host.peerStore().addAddresses(peer.peer(), peer.addresses(), ADDRESS_LIFETIME);
    boolean wanted =
        host.ready()
            && host.connectedPeers() < config.targetPeers()
            && host.connection(peer.peer()).isEmpty();
    if (wanted) {
      host.connect(peer)
          .whenComplete(
              (connection, failure) -> {
                if (failure != null) {
                  LOG.debug(
                      "{} was found but not reached: {}", peer.peer(), Failures.text(failure));
                }
              });
    }
  }
}
