// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.discovery;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A way to find peers. Register it as a service: the host starts it, and stops it when the service
 * goes. Generations overlap: for a moment two of one name run side by side, and what both find
 * counts once. Safe for use by many threads.
 */
@ConsumerType
public interface Discovery {
  /** A short name for logs and metrics: {@code bootstrap}. */
  String name();

  /** Starts looking. Called once before anything else; must not block. */
  void start(DiscoverySink sink);

  /**
   * The node would like more peers: look harder now. Does nothing before {@link #start} or after
   * {@link #stop}.
   */
  void wanted(int peers);

  /** Stops looking. The sink is not called any more once it has returned. */
  void stop();
}
