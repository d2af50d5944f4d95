// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.peerstore.core;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * A peer that was connected once.
 *
 * @param peer who
 * @param addresses where it can be dialled, without {@code /p2p/…}; at most {@link #MAX_ADDRESSES}
 * @param record its signed peer record, as received
 * @param seen when it was last connected
 */
public record KnownPeer(
    PeerId peer, List<Multiaddr> addresses, Optional<Bytes> record, Instant seen) {
  /** The most addresses that are kept of a peer. */
  public static final int MAX_ADDRESSES = 16;

  /** Keeps an immutable copy, cut to the bound. */
  public KnownPeer {
    Objects.requireNonNull(peer, "peer");
    Objects.requireNonNull(record, "record");
    Objects.requireNonNull(seen, "seen");
    addresses = addresses.stream().limit(MAX_ADDRESSES).toList();
  }
}
