// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.transport;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Carries bytes between two addresses; register it as a service and the host listens and dials with
 * it. Safe for use by many threads.
 *
 * <p><b>Hand-over.</b> A transport holds ports, so an update unregisters the old generation's
 * service before the new one comes. The unregistration returns when the host has closed all
 * listeners of the transport and each has freed its address; the next transport gets these very
 * addresses. Connections outlive their listener: an implementation ends its bundle's stop (with
 * Declarative Services: its {@code deactivate}) only when they are closed, or after a drain
 * deadline of its own, then closes the rest with a reason, and ends its threads last. Meanwhile the
 * new generation runs already, and the host moves peers to it.
 */
@ConsumerType
public interface Transport {
  /** A short name for logs and metrics: {@code tcp}. */
  String name();

  /**
   * Whether this transport can dial or listen on such an address. The address may end in {@code
   * /p2p/…}.
   */
  boolean supports(Multiaddr address);

  /**
   * Opens a connection.
   *
   * @param address resolved: no {@code /dns…} part
   * @return fails with {@link TransportException} when the address is not supported, nobody answers
   *     before the transport's dial deadline, or a limit is reached
   */
  CompletionStage<TransportConnection> dial(Multiaddr address);

  /**
   * Opens a connection unless it is called off. A transport that can end an attempt early does so
   * here; with this default the attempt goes on, and who has called it off resets the connection
   * that comes of it.
   *
   * @param over when it completes the connection is not wanted any more: the attempt ends at once
   *     and frees its socket
   */
  default CompletionStage<TransportConnection> dial(Multiaddr address, CompletionStage<?> over) {
    return dial(address);
  }

  /**
   * Listens.
   *
   * @param address port 0 asks for a free port
   * @param acceptor given each inbound connection, inside that connection's executor; reading is
   *     off
   * @return fails with {@link TransportException} when the address cannot be had
   */
  CompletionStage<Listener> listen(Multiaddr address, Consumer<TransportConnection> acceptor);
}
