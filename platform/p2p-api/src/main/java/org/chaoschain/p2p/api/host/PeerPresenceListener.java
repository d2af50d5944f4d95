// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.host;

import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.peer.PeerId;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Register it as a service to hear whether peers are there, whatever becomes of single connections:
 * a change from one connection to another is not told, nor is one that comes back within {@code
 * p2p.connections.lost.after}. Called in order, on no fixed thread; must not block. A listener that
 * appears hears first of the peers that are there.
 */
@ConsumerType
public interface PeerPresenceListener {
  /** A peer is there. Told once until it is lost. */
  void onPeerPresent(PeerId peer);

  /**
   * A peer is gone: its last connection has ended and none has come in its place in time. Told once
   * for each {@link #onPeerPresent}; it is final until the peer is present again.
   *
   * @param reason why its last connection has ended
   */
  void onPeerLost(PeerId peer, CloseReason reason);
}
