// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;

/** What the secure channel counts, and its limits. */
final class NoiseMeters {
  private final Metrics metrics;
  private final HandshakeLimits handshake;
  private final Limit pendingWrite;
  private final Limit waitingHandshakes;

  NoiseMeters(Metrics metrics, NoiseConfig config) {
    this.metrics = metrics;
    this.handshake =
        new HandshakeLimits(
            limit("max.handshake.payload", config.maxHandshakePayload(), "bytes"),
            limit("max.handshake.muxers", config.maxHandshakeMuxers(), "muxers"));
    this.pendingWrite = limit("max.pending.write", config.maxPendingWrite(), "bytes");
    this.waitingHandshakes =
        limit("max.waiting.handshakes", config.maxWaitingHandshakes(), "handshakes that wait");
  }

  HandshakeLimits handshake() {
    return handshake;
  }

  Limit pendingWrite() {
    return pendingWrite;
  }

  Limit waitingHandshakes() {
    return waitingHandshakes;
  }

  void handshakeCompleted(boolean initiator) {
    metrics
        .counter("noise.handshakes.completed", "role", initiator ? "initiator" : "responder")
        .increment();
  }

  void handshakeFailed(String cause) {
    metrics.counter("noise.handshakes.failed", "cause", cause).increment();
  }

  void frameRejected(NoiseException.Cause cause) {
    metrics.counter("noise.frames.rejected", "cause", cause.tag()).increment();
  }

  private Limit limit(String attribute, int value, String unit) {
    return metrics.limit(NoiseConfig.KEY_PREFIX + attribute, value, unit);
  }
}
