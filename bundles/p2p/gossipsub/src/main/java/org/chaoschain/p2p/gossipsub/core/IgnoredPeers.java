// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * Peers whose score was below the graylist threshold when they last sent something: nothing of them
 * counts, so they are read slowly. It has no more rows than there are peers, each of which is to be
 * forgotten when it goes. Safe for use by many threads, none of which waits.
 */
final class IgnoredPeers {
  /** One is looked at again after that time at the latest. */
  private static final Duration LONGEST_REST = Duration.ofSeconds(30);

  private final Set<PeerId> peers = ConcurrentHashMap.newKeySet();
  private final int bytesPerSecond;

  /** None is ignored. */
  IgnoredPeers(int bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /** Remembers whether a peer is ignored, and returns it. */
  boolean note(PeerId peer, boolean ignored) {
    if (ignored) {
      peers.add(peer);
    } else {
      peers.remove(peer);
    }
    return ignored;
  }

  /** A peer has gone. */
  void forget(PeerId peer) {
    peers.remove(peer);
  }

  /** How long a peer is not read after that many bytes. */
  Duration rest(PeerId peer, long bytes) {
    if (!peers.contains(peer)) {
      return Duration.ZERO;
    }
    Duration rest = Duration.ofMillis(bytes * 1000 / bytesPerSecond);
    return rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest;
  }
}
