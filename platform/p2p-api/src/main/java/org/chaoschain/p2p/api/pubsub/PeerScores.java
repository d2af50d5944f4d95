// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.pubsub;

import java.util.Map;
import java.util.Set;
import org.chaoschain.p2p.api.peer.PeerId;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What publish and subscribe thinks of peers: a service beside {@link PubSub} where the protocol
 * keeps scores. Safe for use by many threads.
 */
@ProviderType
public interface PeerScores {
  /**
   * The score of a peer: 0 for one that is not known, negative for one that misbehaves. Scores are
   * made here and never told to others.
   */
  double gossipScore(PeerId peer);

  /** The scores of all peers that are connected. A copy. */
  Map<PeerId, Double> gossipScores();

  /** The peers to which this node hands on the messages of a topic. A copy. */
  Set<PeerId> mesh(String topic);

  /** Below it nothing is heard of a peer any more. */
  double graylistThreshold();
}
