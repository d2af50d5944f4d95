// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import java.time.Duration;

/**
 * The bounds of a handshake.
 *
 * @param challengeLife how long a challenge may be answered; more than zero, at most 60 seconds
 * @param sessionLife how long a session lasts at most; more than zero
 * @param longestDelegation how far ahead a delegation's end may be; more than zero
 */
public record AuthSettings(
    Duration challengeLife, Duration sessionLife, Duration longestDelegation) {
  /** The longest time that a challenge may be answered. */
  public static final Duration MAX_CHALLENGE_LIFE = Duration.ofSeconds(60);

  /** 60 seconds, 24 hours, 30 days. */
  public static final AuthSettings DEFAULT =
      new AuthSettings(MAX_CHALLENGE_LIFE, Duration.ofHours(24), Duration.ofDays(30));

  /** Checks the bounds. */
  public AuthSettings {
    positive("agent.auth.challenge.ttl", challengeLife);
    positive("agent.auth.session.ttl", sessionLife);
    positive("agent.auth.delegation.max", longestDelegation);
    if (challengeLife.compareTo(MAX_CHALLENGE_LIFE) > 0) {
      throw new IllegalArgumentException(
          "agent.auth.challenge.ttl is at most %s, not %s"
              .formatted(MAX_CHALLENGE_LIFE, challengeLife));
    }
  }

  private static void positive(String key, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(key + " must be more than zero, not " + value);
    }
  }
}
