// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.host;

import org.chaoschain.p2p.api.peer.PeerId;
import org.osgi.annotation.versioning.ConsumerType;

/** Register it as a service to hear when what is known of a peer changes. Must not block. */
@ConsumerType
public interface PeerStoreListener {
  /** The peer's protocols are now known, or have changed. */
  void onProtocols(PeerId peer);
}
