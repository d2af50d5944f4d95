// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.host;

import org.chaoschain.p2p.api.channel.CloseReason;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Register it as a service to hear of connections. Called inside the connection's executor; must
 * not block. A listener that appears hears first of the connections that are up.
 */
@ConsumerType
public interface ConnectionListener {
  /** A connection is ready for streams. */
  void onConnected(Connection connection);

  /** A connection has ended. */
  void onDisconnected(Connection connection, CloseReason reason);
}
