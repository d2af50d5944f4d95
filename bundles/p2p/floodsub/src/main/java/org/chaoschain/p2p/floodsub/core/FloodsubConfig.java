// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.floodsub.core;

import java.time.Duration;

/**
 * What floodsub is told.
 *
 * @param maxRpc bytes of one RPC; key {@code p2p.floodsub.max.rpc}
 * @param maxData bytes of one message; key {@code p2p.floodsub.max.data}
 * @param maxTopics topics this node subscribes to; key {@code p2p.floodsub.max.topics}
 * @param maxTopicsPerPeer topics remembered of one peer; key {@code
 *     p2p.floodsub.max.topics.per.peer}
 * @param maxSeen messages remembered against duplicates; key {@code p2p.floodsub.max.seen}
 * @param seenTime how long they are remembered; key {@code p2p.floodsub.seen.time}
 * @param maxPending messages that wait for their verdict; key {@code p2p.floodsub.max.pending}
 * @param maxPendingPerPeer those of them that one peer has sent, in bytes; key {@code
 *     p2p.floodsub.max.pending.per.peer}
 * @param maxQueue bytes that wait for one peer; key {@code p2p.floodsub.max.queue}
 * @param maxInbound bytes of one peer that wait to be routed before its stream is not read any
 *     more; key {@code p2p.floodsub.max.inbound}
 */
public record FloodsubConfig(
    int maxRpc,
    int maxData,
    int maxTopics,
    int maxTopicsPerPeer,
    int maxSeen,
    Duration seenTime,
    int maxPending,
    int maxPendingPerPeer,
    int maxQueue,
    int maxInbound) {
  /** The prefix of the configuration keys. */
  public static final String KEY_PREFIX = "p2p.floodsub.";

  /** The defaults. */
  public static final FloodsubConfig DEFAULT =
      new FloodsubConfig(
          1 << 20,
          262_144,
          1024,
          1024,
          65_536,
          Duration.ofMinutes(2),
          4096,
          4 << 20,
          4 << 20,
          1 << 20);
}
