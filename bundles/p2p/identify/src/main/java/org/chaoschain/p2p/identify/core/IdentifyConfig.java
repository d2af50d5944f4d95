// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identify.core;

import java.time.Duration;

/**
 * What identify is told.
 *
 * @param agentVersion the software, as others see it
 * @param maxMessage bytes of one identification, all its messages together; key {@code
 *     p2p.identify.max.message}
 * @param maxParts messages that one identification may be split into; key {@code
 *     p2p.identify.max.parts}
 * @param maxPushes pushes of one connection that are read in a row, one more each second; beyond
 *     them the peer is asked instead, at most once a second; key {@code p2p.identify.max.pushes}
 * @param timeout of one exchange; key {@code p2p.identify.timeout}
 * @param pushDelay changes within this time are told in one push; key {@code
 *     p2p.identify.push.delay}
 */
public record IdentifyConfig(
    String agentVersion,
    int maxMessage,
    int maxParts,
    int maxPushes,
    Duration timeout,
    Duration pushDelay) {
  /** The prefix of the configuration keys. */
  public static final String KEY_PREFIX = "p2p.identify.";

  /** The defaults. */
  public static IdentifyConfig defaults(String agentVersion) {
    return new IdentifyConfig(
        agentVersion, 65_536, 10, 16, Duration.ofSeconds(10), Duration.ofMillis(20));
  }
}
