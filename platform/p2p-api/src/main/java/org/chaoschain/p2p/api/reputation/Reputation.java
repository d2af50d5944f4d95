// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.reputation;

import org.chaoschain.p2p.api.peer.PeerId;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One score for each peer, out of what protocols report and what publish and subscribe thinks of
 * it. 0 is the best; offences make it negative and are forgiven with time. A peer whose score falls
 * below the threshold is banned for a while: disconnected, neither dialled nor let in. Safe for use
 * by many threads; never blocks.
 */
@ProviderType
public interface Reputation {
  /**
   * Holds something against a peer.
   *
   * @param seen what was seen, one sentence for people; only its first 200 characters are kept
   */
  void report(PeerId peer, Offence offence, String seen);

  /** The score now: 0 or negative; 0 for a peer that nothing is known of. */
  double score(PeerId peer);

  /** Whether the peer is banned now. */
  boolean banned(PeerId peer);
}
