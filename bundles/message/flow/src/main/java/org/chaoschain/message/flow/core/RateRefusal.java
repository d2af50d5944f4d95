// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import java.time.Duration;

/**
 * A message came too soon after others.
 *
 * @param scope whose rate it is
 * @param who the peer, or the agent, or the agent and the type
 * @param unit what there was too much of: messages or bytes
 * @param rate what is allowed
 * @param key the configuration key that changes it
 * @param retryAfter when the same message is taken, if nothing else comes before
 */
public record RateRefusal(
    Scope scope, String who, String unit, Rate rate, String key, Duration retryAfter) {
  /** Whose rates there are. */
  public enum Scope {
    /** All that a peer forwards. */
    PEER,
    /** All that an agent says. */
    AGENT,
    /** All that an agent says of one type. */
    TYPE
  }

  /** What happened, the limit, and what to do, for whoever sent it. */
  public String text() {
    return "%s: more %s than %s; the key %s changes it; try again in %d ms"
        .formatted(who, unit, rate, key, Math.max(1, retryAfter.toMillis()));
  }
}
