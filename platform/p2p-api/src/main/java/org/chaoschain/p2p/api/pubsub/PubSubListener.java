// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.pubsub;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Register it as a service to hear of misbehaviour in publish and subscribe. Called on no fixed
 * thread, in the order in which it was seen; must not block. Of one peer each kind is told at most
 * once between two heartbeats, however often it happens.
 */
@ConsumerType
public interface PubSubListener {
  /** Something happened that an honest peer does not do, or hardly. */
  void onIncident(PubSubIncident incident);
}
