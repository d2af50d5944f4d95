// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import java.time.Duration;

/**
 * What the secure channel is told.
 *
 * @param handshakeTimeout for a whole handshake, more than zero; key {@code
 *     transport.noise.handshake.timeout}
 * @param maxHandshakePayload the largest payload of a handshake message, in bytes, 256 to 65439;
 *     key {@code transport.noise.max.handshake.payload}
 * @param maxHandshakeMuxers how many muxers the remote may offer, 1 or more; key {@code
 *     transport.noise.max.handshake.muxers}
 * @param maxPendingWrite how many bytes of one connection may wait to be encrypted after writes
 *     from other threads, 65536 or more; key {@code transport.noise.max.pending.write}
 * @param parallelHandshakes for how many handshakes the arithmetic is done at the same time, 1 or
 *     more; key {@code transport.noise.parallel.handshakes}
 * @param maxWaitingHandshakes how many handshakes may wait for that, 1 or more; key {@code
 *     transport.noise.max.waiting.handshakes}
 */
public record NoiseConfig(
    Duration handshakeTimeout,
    int maxHandshakePayload,
    int maxHandshakeMuxers,
    int maxPendingWrite,
    int parallelHandshakes,
    int maxWaitingHandshakes) {
  /** The defaults. */
  public static final NoiseConfig DEFAULTS =
      new NoiseConfig(Duration.ofSeconds(10), 8192, 32, 4 << 20, 1, 256);

  /** The prefix of the configuration keys. */
  static final String KEY_PREFIX = "transport.noise.";

  private static final int LEAST_PAYLOAD = 256;
  private static final int MOST_PAYLOAD = HandshakeState.MAX_MESSAGE - HandshakeState.MAX_OVERHEAD;
  private static final int LEAST_PENDING = 1 << 16;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the key, the value and the range
   */
  public NoiseConfig {
    check(
        !handshakeTimeout.isNegative() && !handshakeTimeout.isZero(),
        "handshake.timeout",
        "more than zero",
        handshakeTimeout);
    check(
        maxHandshakePayload >= LEAST_PAYLOAD && maxHandshakePayload <= MOST_PAYLOAD,
        "max.handshake.payload",
        LEAST_PAYLOAD + " to " + MOST_PAYLOAD + " bytes",
        maxHandshakePayload);
    check(maxHandshakeMuxers >= 1, "max.handshake.muxers", "1 or more", maxHandshakeMuxers);
    check(
        maxPendingWrite >= LEAST_PENDING,
        "max.pending.write",
        LEAST_PENDING + " bytes or more",
        maxPendingWrite);
    check(parallelHandshakes >= 1, "parallel.handshakes", "1 or more", parallelHandshakes);
    check(maxWaitingHandshakes >= 1, "max.waiting.handshakes", "1 or more", maxWaitingHandshakes);
  }

  /** With the defaults for the arithmetic of handshakes. */
  public NoiseConfig(
      Duration handshakeTimeout,
      int maxHandshakePayload,
      int maxHandshakeMuxers,
      int maxPendingWrite) {
    this(handshakeTimeout, maxHandshakePayload, maxHandshakeMuxers, maxPendingWrite, 1, 256);
  }

  private static void check(boolean ok, String key, String range, Object value) {
    if (!ok) {
      throw new IllegalArgumentException(KEY_PREFIX + key + " is " + range + ", not " + value);
    }
  }
}
