// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.security;

import java.util.concurrent.CompletionStage;
import org.chaoschain.p2p.api.channel.Duplex;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Secures a raw connection and proves who the remote is; register it as a service and the host
 * offers it. Safe for use by many threads.
 *
 * <p>Of several services with one id new connections take the one of the highest {@code
 * service.ranking}, and of equal ones the one that was registered last. The unregistration returns
 * when the connections that use the service have ended; the host moves their peers to connections
 * of another one if there is one, and closes what is left after its drain deadline.
 */
@ConsumerType
public interface SecureChannel {
  /** The id in multistream-select: {@code /noise}. */
  String protocolId();

  /**
   * Runs the handshake. Call it inside the executor of {@code raw}, which is taken over: on failure
   * it has been closed.
   *
   * @return completes inside that executor; fails with {@link SecurityHandshakeException} when the
   *     remote breaks the protocol, proves another identity than the one expected, or the
   *     handshake's deadline passes, and with {@link
   *     org.chaoschain.p2p.api.channel.ChannelClosedException} when the connection ends
   */
  CompletionStage<SecureSession> secure(Duplex raw, HandshakeRequest request);
}
