// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.multistream.core;

import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;

/**
 * The bounds of a negotiation.
 *
 * @param message the longest message with its newline, in bytes: 16 to {@value #MAX_MESSAGE_BYTES}
 * @param attempts how many proposals and questions for the list one negotiation may have, 1 or more
 */
public record NegotiationLimits(Limit message, Limit attempts) {
  /** The key of {@link #message} in the configuration of the host. */
  public static final String MESSAGE_KEY = "p2p.host.negotiation.max.message";

  /** The key of {@link #attempts} in the configuration of the host. */
  public static final String ATTEMPTS_KEY = "p2p.host.negotiation.max.attempts";

  /** What every implementation accepts. */
  public static final int DEFAULT_MESSAGE_BYTES = 1024;

  /** Enough for every protocol a node may offer for one stream. */
  public static final int DEFAULT_ATTEMPTS = 64;

  /** The most that {@link #message} may be, in bytes. */
  public static final int MAX_MESSAGE_BYTES = 65_536;

  private static final int MIN_MESSAGE_BYTES = Messages.HEADER.length() + 1;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the key, the value and the range
   */
  public NegotiationLimits {
    if (message.value() < MIN_MESSAGE_BYTES || message.value() > MAX_MESSAGE_BYTES) {
      throw new IllegalArgumentException(
          "%s is %d to %d bytes, not %d"
              .formatted(message.key(), MIN_MESSAGE_BYTES, MAX_MESSAGE_BYTES, message.value()));
    }
    if (attempts.value() < 1) {
      throw new IllegalArgumentException(
          "%s is 1 or more, not %d".formatted(attempts.key(), attempts.value()));
    }
  }

  /** These bounds, whose refusals are counted under the keys of the host's configuration. */
  public static NegotiationLimits of(Metrics metrics, int messageBytes, int attempts) {
    return new NegotiationLimits(
        metrics.limit(MESSAGE_KEY, messageBytes, "bytes"),
        metrics.limit(ATTEMPTS_KEY, attempts, "proposals"));
  }

  /** The default bounds, counted under the keys of the host's configuration. */
  public static NegotiationLimits defaults(Metrics metrics) {
    return of(metrics, DEFAULT_MESSAGE_BYTES, DEFAULT_ATTEMPTS);
  }
}
