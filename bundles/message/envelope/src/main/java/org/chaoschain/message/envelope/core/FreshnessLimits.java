// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import java.time.Duration;
import java.time.Instant;
import org.chaoschain.message.envelope.core.StaleEnvelopeException.Reason;
import org.chaoschain.proto.v1.ChaoschainMessage;

/**
 * How old or young a message may be.
 *
 * @param clockSkew how far ahead of this node's clock a message may be made; zero or more
 * @param defaultLifetime how long a message without expiry lives; more than zero
 * @param maxLifetime the longest life a sender may ask for; at least the default
 */
public record FreshnessLimits(Duration clockSkew, Duration defaultLifetime, Duration maxLifetime) {
  /** Thirty seconds of skew, ten minutes of life, seven days at most. */
  public static final FreshnessLimits DEFAULT =
      new FreshnessLimits(Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofDays(7));

  /** Refuses limits that contradict each other. */
  public FreshnessLimits {
    if (clockSkew.isNegative()
        || defaultLifetime.isNegative()
        || defaultLifetime.isZero()
        || maxLifetime.compareTo(defaultLifetime) < 0) {
      throw new IllegalArgumentException(
          "clock skew %s must not be negative, default lifetime %s must be positive and not above the maximum %s"
              .formatted(clockSkew, defaultLifetime, maxLifetime));
    }
  }

  /** From when on a message is void: its own expiry, or that of the default lifetime. */
  public Instant expiryOf(Envelope envelope) {
    return envelope.expiresAt().orElseGet(() -> envelope.createdAt().plus(defaultLifetime));
  }

  /**
   * Checks a message's times against a clock.
   *
   * @param now the time on this node's clock
   * @throws StaleEnvelopeException if it is from the future, has expired ({@code now} is not before
   *     its expiry), or asks for too long a life
   */
  public void check(Envelope envelope, Instant now) throws StaleEnvelopeException {
    Instant created = envelope.createdAt();
    Instant expiry = expiryOf(envelope);
    int createdAt = envelope.offsetOf(ChaoschainMessage.CREATED_AT_FIELD_NUMBER);
    int expiresAt =
        envelope.expiresAt().isPresent()
            ? envelope.offsetOf(ChaoschainMessage.EXPIRES_AT_FIELD_NUMBER)
            : createdAt;
    if (created.isAfter(now.plus(clockSkew))) {
      throw new StaleEnvelopeException(
          Reason.FROM_FUTURE,
          createdAt,
          created.toString(),
          "it is " + now + ", and " + clockSkew + " ahead is allowed");
    }
    if (Duration.between(created, expiry).compareTo(maxLifetime) > 0) {
      throw new StaleEnvelopeException(
          Reason.LIFETIME,
          expiresAt,
          Duration.between(created, expiry).toString(),
          "at most " + maxLifetime + " is allowed");
    }
    if (!now.isBefore(expiry)) {
      throw new StaleEnvelopeException(
          Reason.EXPIRED, expiresAt, expiry.toString(), "it is " + now);
    }
  }
}
