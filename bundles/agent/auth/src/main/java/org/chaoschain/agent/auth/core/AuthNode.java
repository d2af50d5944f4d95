// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import java.util.function.UnaryOperator;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;

/**
 * The node that agents authenticate with.
 *
 * @param chainId its chain
 * @param key its Ed25519 key, 32 bytes
 * @param signer signs with that key the bytes it is given, domain included
 * @param clock time of challenges and sessions
 * @param scheduler deadlines
 * @param entropy nonces and session ids
 * @param metrics counters
 */
public record AuthNode(
    String chainId,
    Bytes key,
    UnaryOperator<Bytes> signer,
    Clock clock,
    Scheduler scheduler,
    EntropySource entropy,
    Metrics metrics) {

  Bytes random(int size) {
    return Bytes.wrap(entropy.bytes(size));
  }
}
