// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;

/**
 * The bounds of a handshake.
 *
 * @param payload the largest payload of a message, in bytes
 * @param muxers how many muxers the remote may offer
 */
public record HandshakeLimits(Limit payload, Limit muxers) {
  /** How many bytes a message may have. */
  int maxMessage() {
    return (int) payload.value() + HandshakeState.MAX_OVERHEAD;
  }

  /** Checks the length of a message before anything is allocated for it. */
  void checkMessage(int number, int length) throws NoiseException {
    check(payload, "handshake message " + number, length - HandshakeState.MAX_OVERHEAD);
  }

  /** Checks the number of muxers before one more is read. */
  void checkMuxers(int number) throws NoiseException {
    check(muxers, "the handshake payload", number);
  }

  private static void check(Limit limit, String scope, int amount) throws NoiseException {
    try {
      limit.check(scope, amount);
    } catch (LimitExceededException e) {
      throw new NoiseException(NoiseException.Cause.LIMIT, e.getMessage());
    }
  }
}
