// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.PeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Dials peers that were offered or are to be kept, a few at a time. Safe for many threads. */
final class PeerDials {
  private static final Logger LOG = LoggerFactory.getLogger(PeerDials.class);

  private final Host host;
  private final Limit limit;
  private final AtomicInteger connecting = new AtomicInteger();

  /**
   * Dials nobody yet.
   *
   * @param limit how many at a time; beyond it none is dialled, which is counted
   */
  PeerDials(Host host, Limit limit) {
    this.host = host;
    this.limit = limit;
  }

  /** Dials a peer, unless nothing is known of where it is. */
  void connect(PeerId peer, List<Multiaddr> addresses) {
    if (addresses.isEmpty()) {
      return;
    }
    if (!limit.allows(connecting.incrementAndGet())) {
      connecting.decrementAndGet();
      limit.refused().increment();
      return;
    }
    host.connect(new AddressInfo(peer, addresses))
        .whenComplete(
            (connection, failure) -> {
              connecting.decrementAndGet();
              if (failure != null) {
                LOG.debug("{} was not reached: {}", peer, failure.getMessage());
              }
            });
  }
}
