// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.muxer;

import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.resource.ResourceScope;
import org.osgi.annotation.versioning.ConsumerType;

/** Receives what happens on a {@link MuxedConnection}, inside its executor. Must not block. */
@ConsumerType
public interface MuxedConnectionHandler {
  /** The remote has opened a stream. Reading is off until the handler switches it on. */
  void onStream(MuxedStream stream);

  /**
   * The account of the connection. A muxer takes there what it buffers, before it does; a refusal
   * ends the stream or the connection.
   */
  default ResourceScope scope() {
    return ResourceScope.UNLIMITED;
  }

  /** The remote has said go-away: it takes no new streams. */
  default void onGoAway() {}

  /** The connection has ended, after all its streams. Called exactly once. */
  void onClosed(CloseReason reason);
}
