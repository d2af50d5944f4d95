// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.pubsub;

import org.chaoschain.p2p.api.peer.PeerId;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What somebody else knows of peers: register it as a service, and it becomes a part of their
 * scores (P5 of the specification). Several are added up.
 */
@ConsumerType
public interface ApplicationScore {
  /**
   * How good a peer is: 0 for nothing known, negative for one that should be avoided. Asked at most
   * once a second for each peer, on no fixed thread; must be quick.
   */
  double applicationScore(PeerId peer);
}
