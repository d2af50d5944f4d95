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

  /**
   * A connection is to end: this side or the remote has said go-away, since what carries it is
   * replaced. Its streams go on, no new one can be opened on it. Whoever keeps long streams opens
   * others, on another connection to the peer where there is one, and closes these once what was
   * written has gone out. Called once for each connection that was told to this listener, before
   * {@link #onDisconnected}; this default does nothing.
   */
  default void onDraining(Connection connection) {}

  /**
   * The remote has broken the protocol of one stream, which this side has reset with a reason of
   * the kind {@link CloseReason.Kind#PROTOCOL_ERROR}; the connection goes on. Called at most once
   * for each stream, between {@link #onConnected} and {@link #onDisconnected}; a connection that
   * ends for a reason of this kind is told by its end alone. This default does nothing.
   *
   * @param protocol what the stream spoke; that of the negotiation where nothing was agreed on yet
   * @param reason what the remote did
   */
  default void onViolation(Connection connection, String protocol, CloseReason reason) {}

  /** A connection has ended. */
  void onDisconnected(Connection connection, CloseReason reason);
}
