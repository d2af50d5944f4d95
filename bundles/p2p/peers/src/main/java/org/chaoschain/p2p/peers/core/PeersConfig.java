// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.peers.core;

import java.time.Duration;

/**
 * What the peer list is told.
 *
 * @param maxAgents hosting records remembered; key {@code p2p.peers.max.agents}
 * @param maxAgentsPerPeer hosting records remembered of one peer; key {@code
 *     p2p.peers.max.agents.per.peer}
 * @param maxVerifications signatures verified for one peer at once, and again in a minute; key
 *     {@code p2p.peers.max.verifications}
 * @param maxSearches agents that are looked for at the same time, each waiting caller counted; key
 *     {@code p2p.peers.max.searches}
 * @param maxRequest bytes of a request; key {@code p2p.peers.max.request}
 * @param maxResponse bytes of a response; key {@code p2p.peers.max.response}
 * @param wanted how many peer records are asked for; key {@code p2p.peers.wanted}
 * @param timeout of one exchange; key {@code p2p.peers.timeout}
 * @param refresh how often each connected peer is asked again; key {@code p2p.peers.refresh}
 * @param retry how often peers are asked again while an agent is looked for; key {@code
 *     p2p.peers.retry}
 */
public record PeersConfig(
    int maxAgents,
    int maxAgentsPerPeer,
    int maxVerifications,
    int maxSearches,
    int maxRequest,
    int maxResponse,
    int wanted,
    Duration timeout,
    Duration refresh,
    Duration retry) {
  /** The prefix of the configuration keys. */
  public static final String KEY_PREFIX = "p2p.peers.";

  /** The defaults. */
  public static final PeersConfig DEFAULT =
      new PeersConfig(
          16_384,
          64,
          1_536,
          1_024,
          65_536,
          262_144,
          64,
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofSeconds(1));
}
