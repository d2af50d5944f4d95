// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.host;

import org.chaoschain.p2p.api.peer.PeerId;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Says what peers are worth at the moment in which it is asked: whether one is in a mesh, in a
 * bucket that is not full, what its score is. Register it as a service. Called on any thread; must
 * be quick and must not block. One that throws counts as zero.
 */
@ConsumerType
public interface PeerValue {
  /** Whose view it is, for people: {@code gossip.mesh}. */
  String tag();

  /**
   * What a peer is worth.
   *
   * @return cut to {@link PeerTags#MAX_VALUE} and its negative; zero if nothing is known of it
   */
  int value(PeerId peer);
}
