// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.muxer;

import org.chaoschain.p2p.api.channel.Duplex;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Runs many streams over one connection; register it as a service and the host offers it. Safe for
 * use by many threads.
 *
 * <p>Of several services with one id new connections take the one of the highest {@code
 * service.ranking}, and of equal ones the one that was registered last. The unregistration returns
 * when the connections that use the service have ended; the host moves their peers to connections
 * of another one if there is one, and closes what is left after its drain deadline.
 */
@ConsumerType
public interface StreamMuxer {
  /** The id in multistream-select: {@code /yamux/1.0.0}. */
  String protocolId();

  /**
   * Takes a secured connection over and starts reading. Call it inside the connection's executor.
   *
   * @param initiator whether this side dialled
   * @param handler called inside that executor
   */
  MuxedConnection mux(Duplex secured, boolean initiator, MuxedConnectionHandler handler);
}
