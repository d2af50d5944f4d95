// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.chaoschain.api.message.Message;
import org.chaoschain.message.delivery.core.Outcome.Refused;

/**
 * How old or young a message may be.
 *
 * @param clockSkew how far ahead of this node's clock it may be made; zero or more
 * @param defaultLifetime how long one without expiry lives; more than zero
 * @param maxLifetime the longest life that may be asked for; at least the default
 */
public record Freshness(Duration clockSkew, Duration defaultLifetime, Duration maxLifetime) {
  /** Refuses limits that contradict each other. */
  public Freshness {
    if (clockSkew.isNegative()
        || defaultLifetime.isNegative()
        || defaultLifetime.isZero()
        || maxLifetime.compareTo(defaultLifetime) < 0) {
      throw new IllegalArgumentException(
          "the clock skew %s must not be negative, the default lifetime %s must be more than zero and not above the maximum %s"
              .formatted(clockSkew, defaultLifetime, maxLifetime));
    }
  }

  /** From when on a message is void. */
  public Instant expiryOf(Message message) {
    return message.expiresAt().orElseGet(() -> message.createdAt().plus(defaultLifetime));
  }

  /**
   * Judges a message's times.
   *
   * @param now the time on this node's clock
   * @return empty if it is fresh. Nobody is at fault for a message that came late; who asks for too
   *     long a life is
   */
  public Optional<Refused> judge(Message message, Instant now) {
    Instant expiry = expiryOf(message);
    if (Duration.between(message.createdAt(), expiry).compareTo(maxLifetime) > 0) {
      return stale(
          "it wants to live from %s to %s, and at most %s is allowed (message.delivery.max.lifetime)"
              .formatted(message.createdAt(), expiry, maxLifetime),
          true);
    }
    if (message.createdAt().isAfter(now.plus(clockSkew))) {
      return stale(
          "it was made at %s, it is %s here, and %s ahead is allowed (message.delivery.clock.skew)"
              .formatted(message.createdAt(), now, clockSkew),
          false);
    }
    if (!now.isBefore(expiry)) {
      return stale("it expired at %s, and it is %s here".formatted(expiry, now), false);
    }
    return Optional.empty();
  }

  private static Optional<Refused> stale(String reason, boolean senderAtFault) {
    return Optional.of(new Refused(Refusal.STALE, reason, senderAtFault));
  }
}
