// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.transport;

import java.util.concurrent.CompletionStage;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.osgi.annotation.versioning.ConsumerType;

/** An address on which connections are accepted. Safe for use by many threads. */
@ConsumerType
public interface Listener {
  /** The address that was bound, with the real port. An unspecified IP stays unspecified. */
  Multiaddr address();

  /**
   * Stops accepting; connections that exist go on. Completes when the address is free. Twice does
   * nothing.
   */
  CompletionStage<Void> close();
}
