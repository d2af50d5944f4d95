// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.time.Duration;

/**
 * What bounds the router, its codec and its queues. "A heartbeat" is the time between two of them,
 * of one peer.
 *
 * @param maxRpc bytes of one RPC; key {@code p2p.gossipsub.max.rpc}
 * @param maxData bytes of one message; key {@code p2p.gossipsub.max.data}
 * @param maxControl bytes of the control messages of one RPC; key {@code p2p.gossipsub.max.control}
 * @param maxMessagesPerRpc messages in one RPC; key {@code p2p.gossipsub.max.messages.per.rpc}
 * @param maxSubscriptionsPerRpc changes of subscriptions in one RPC; key {@code
 *     p2p.gossipsub.max.subscriptions.per.rpc}
 * @param maxControlPerRpc IHAVE, GRAFT and PRUNE of each kind in one RPC; key {@code
 *     p2p.gossipsub.max.control.per.rpc}
 * @param maxIdsPerRpc ids of messages in all IHAVE, in all IWANT and in all IDONTWANT of one RPC;
 *     key {@code p2p.gossipsub.max.ids.per.rpc}
 * @param maxExchangedPeers peers in one PRUNE; key {@code p2p.gossipsub.max.exchanged.peers}
 * @param maxTopics topics this node subscribes to; key {@code p2p.gossipsub.max.topics}
 * @param maxTopicsPerPeer topics remembered of one peer; key {@code
 *     p2p.gossipsub.max.topics.per.peer}
 * @param maxSubscriptionChanges changes of subscriptions in a heartbeat; key {@code
 *     p2p.gossipsub.max.subscription.changes}
 * @param maxIhave IHAVE read in a heartbeat; key {@code p2p.gossipsub.max.ihave}
 * @param maxIhaveIds ids of messages asked for, or advertised, in a heartbeat; key {@code
 *     p2p.gossipsub.max.ihave.ids}
 * @param maxIwantIds ids of messages looked up for IWANT in a heartbeat; key {@code
 *     p2p.gossipsub.max.iwant.ids}
 * @param maxRetransmissions how often one message is given to one peer on IWANT; key {@code
 *     p2p.gossipsub.max.retransmissions}
 * @param maxIdontwantIds ids of IDONTWANT remembered, or sent, in a heartbeat; key {@code
 *     p2p.gossipsub.max.idontwant.ids}
 * @param maxSeen messages remembered against duplicates; key {@code p2p.gossipsub.max.seen}
 * @param seenTime how long they are remembered; key {@code p2p.gossipsub.seen.time}
 * @param maxHistory bytes of messages kept for IWANT; key {@code p2p.gossipsub.max.history}
 * @param maxPending messages that wait for their verdict; key {@code p2p.gossipsub.max.pending}
 * @param maxPendingPerPeer bytes of them that one peer has sent; key {@code
 *     p2p.gossipsub.max.pending.per.peer}
 * @param maxBackoffs backoffs remembered for one topic; key {@code p2p.gossipsub.max.backoffs}
 * @param maxPromises messages that were asked for and are watched; key {@code
 *     p2p.gossipsub.max.promises}
 * @param maxRetained scores of peers that have gone; key {@code p2p.gossipsub.max.retained}
 * @param maxQueue bytes that wait for one peer; key {@code p2p.gossipsub.max.queue}
 * @param maxInbound bytes of one peer that wait to be routed before it is not read any more; key
 *     {@code p2p.gossipsub.max.inbound}
 * @param maxIgnoredRate bytes a second read of a peer whose score is below the graylist threshold;
 *     key {@code p2p.gossipsub.max.ignored.rate}
 */
public record GossipLimits(
    int maxRpc,
    int maxData,
    int maxControl,
    int maxMessagesPerRpc,
    int maxSubscriptionsPerRpc,
    int maxControlPerRpc,
    int maxIdsPerRpc,
    int maxExchangedPeers,
    int maxTopics,
    int maxTopicsPerPeer,
    int maxSubscriptionChanges,
    int maxIhave,
    int maxIhaveIds,
    int maxIwantIds,
    int maxRetransmissions,
    int maxIdontwantIds,
    int maxSeen,
    Duration seenTime,
    int maxHistory,
    int maxPending,
    int maxPendingPerPeer,
    int maxBackoffs,
    int maxPromises,
    int maxRetained,
    int maxQueue,
    int maxInbound,
    int maxIgnoredRate) {
  /** The longest topic, in characters. */
  public static final int MAX_TOPIC = 256;

  /** The longest id of a message, in bytes. */
  public static final int MAX_ID = 128;

  /** The defaults. */
  public static final GossipLimits DEFAULT =
      new GossipLimits(
          1 << 20,
          262_144,
          512 << 10,
          4096,
          1024,
          1024,
          5000,
          32,
          1024,
          1024,
          2048,
          10,
          5000,
          5000,
          3,
          1000,
          65_536,
          Duration.ofMinutes(2),
          32 << 20,
          32_768,
          4 << 20,
          4096,
          4096,
          4096,
          4 << 20,
          1 << 20,
          4 << 10);
}
