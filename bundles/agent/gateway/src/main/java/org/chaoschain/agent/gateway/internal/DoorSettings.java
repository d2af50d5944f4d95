// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where and how the gateway listens.
 *
 * @param host the address
 * @param port 0 for a free one
 * @param tls key and certificates; without, it speaks plain HTTP
 * @param maxThreads threads that serve connections
 * @param maxConnections connections at a time
 * @param idleTimeout how long a connection may be silent
 */
record DoorSettings(
    String host,
    int port,
    Optional<Tls> tls,
    int maxThreads,
    int maxConnections,
    Duration idleTimeout) {
  /**
   * Key and certificates.
   *
   * @param keystore a PKCS#12 file
   * @param passwordFile its first line is the password
   */
  record Tls(Path keystore, Path passwordFile) {}
}
