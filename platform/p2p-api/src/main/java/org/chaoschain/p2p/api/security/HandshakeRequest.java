// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.security;

import java.util.List;
import java.util.Optional;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * What a handshake is asked to do.
 *
 * @param initiator whether this side dialled
 * @param expectedPeer who the remote must prove to be; empty accepts anyone
 * @param muxers the muxers this side offers for early negotiation, best first; empty offers none
 */
public record HandshakeRequest(
    boolean initiator, Optional<PeerId> expectedPeer, List<String> muxers) {
  /** Keeps an immutable copy of the list. */
  public HandshakeRequest {
    muxers = List.copyOf(muxers);
  }
}
