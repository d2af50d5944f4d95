// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.security;

import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.channel.Duplex;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;

/**
 * A secured connection.
 *
 * @param duplex the plain text; on the executor of the raw connection, reading is off
 * @param remotePeer who the remote has proved to be
 * @param remoteKey the remote's public key
 * @param muxer what early muxer negotiation has agreed on; empty if it is to be negotiated by
 *     multistream-select
 */
public record SecureSession(
    Duplex duplex, PeerId remotePeer, PublicKey remoteKey, Optional<String> muxer) {

  /** The {@link ChannelBound#channelBinding} of the duplex; empty if it has none. */
  public Optional<Bytes> channelBinding() {
    return duplex instanceof ChannelBound bound
        ? Optional.of(bound.channelBinding())
        : Optional.empty();
  }
}
