// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identify.core;

import java.time.Duration;

/**
 * What identify is told.
 *
 * @param agentVersion the software, as others see it
 * @param maxMessage bytes of one message; key {@code p2p.identify.max.message}
 * @param maxParts messages that one identification may be split into; key {@code
 *     p2p.identify.max.parts}
 * @param timeout of one exchange; key {@code p2p.identify.timeout}
 * @param pushDelay changes within this time are told in one push; key {@code
 *     p2p.identify.push.delay}
 */
public record IdentifyConfig(
    String agentVersion, int maxMessage, int maxParts, Duration timeout, Duration pushDelay) {
  /** The prefix of the configuration keys. */
  public static final String KEY_PREFIX = "p2p.identify.";

  /** The defaults. */
  public static IdentifyConfig defaults(String agentVersion) {
    return new IdentifyConfig(
        agentVersion, 65_536, 10, Duration.ofSeconds(10), Duration.ofMillis(20));
  }
}
