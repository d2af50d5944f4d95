// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.time.Duration;

/**
 * The mesh and its gossip; names and defaults are those of the specification.
 *
 * @param d how many peers a mesh should have; key {@code p2p.gossipsub.d}
 * @param dLow below it peers are grafted; key {@code p2p.gossipsub.d.low}
 * @param dHigh above it peers are pruned; key {@code p2p.gossipsub.d.high}
 * @param dScore how many of those that stay are the best; key {@code p2p.gossipsub.d.score}
 * @param dOut how many at least this node has dialled; key {@code p2p.gossipsub.d.out}
 * @param dLazy how many at least get gossip; key {@code p2p.gossipsub.d.lazy}
 * @param gossipFactor which share of the others gets gossip; key {@code
 *     p2p.gossipsub.gossip.factor}
 * @param historyLength heartbeats for which a message can be asked for; key {@code
 *     p2p.gossipsub.history.length}
 * @param historyGossip heartbeats for which it is advertised; key {@code
 *     p2p.gossipsub.history.gossip}
 * @param heartbeat the time between two heartbeats; key {@code p2p.gossipsub.heartbeat}
 * @param fanoutTime how long peers are kept for a topic that was only published to; key {@code
 *     p2p.gossipsub.fanout.time}
 * @param pruneBackoff how long a pruned peer must not graft; key {@code
 *     p2p.gossipsub.prune.backoff}
 * @param unsubscribeBackoff the same where this node has left the topic; key {@code
 *     p2p.gossipsub.unsubscribe.backoff}
 * @param maxBackoff the longest backoff of another that is obeyed; key {@code
 *     p2p.gossipsub.max.backoff}
 * @param graftFloodThreshold a GRAFT so soon after the PRUNE is punished twice; key {@code
 *     p2p.gossipsub.graft.flood.threshold}
 * @param opportunisticGraftTime the time between two looks at the median score of a mesh; key
 *     {@code p2p.gossipsub.opportunistic.graft.time}
 * @param opportunisticGraftPeers how many peers are then grafted; key {@code
 *     p2p.gossipsub.opportunistic.graft.peers}
 * @param directConnectTime the time between two attempts to reach direct peers; key {@code
 *     p2p.gossipsub.direct.connect.time}
 * @param iwantTime how long a message that was asked for may take; key {@code
 *     p2p.gossipsub.iwant.time}
 * @param floodPublish own messages go to all subscribers instead of the mesh; key {@code
 *     p2p.gossipsub.flood.publish}
 * @param peerExchange peers are offered with PRUNE; key {@code p2p.gossipsub.peer.exchange}
 * @param idontwantThreshold bytes from which on a message is told by IDONTWANT; key {@code
 *     p2p.gossipsub.idontwant.threshold}
 */
public record MeshConfig(
    int d,
    int dLow,
    int dHigh,
    int dScore,
    int dOut,
    int dLazy,
    double gossipFactor,
    int historyLength,
    int historyGossip,
    Duration heartbeat,
    Duration fanoutTime,
    Duration pruneBackoff,
    Duration unsubscribeBackoff,
    Duration maxBackoff,
    Duration graftFloodThreshold,
    Duration opportunisticGraftTime,
    int opportunisticGraftPeers,
    Duration directConnectTime,
    Duration iwantTime,
    boolean floodPublish,
    boolean peerExchange,
    int idontwantThreshold) {
  /** The defaults, with a mesh of 8. */
  public static final MeshConfig DEFAULT =
      new MeshConfig(
          8,
          6,
          12,
          4,
          2,
          6,
          0.25,
          5,
          3,
          Duration.ofSeconds(1),
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          Duration.ofSeconds(10),
          Duration.ofHours(1),
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          2,
          Duration.ofMinutes(5),
          Duration.ofSeconds(3),
          true,
          true,
          1024);

  /**
   * Checks that the numbers go together.
   *
   * @throws IllegalArgumentException if they do not; the message names the keys
   */
  public MeshConfig {
    require(
        0 <= dLow && dLow <= d && d <= dHigh,
        "p2p.gossipsub.d.low <= p2p.gossipsub.d <= p2p.gossipsub.d.high",
        dLow + ", " + d + ", " + dHigh);
    require(0 <= dScore && dScore <= d, "p2p.gossipsub.d.score <= p2p.gossipsub.d", "" + dScore);
    require(
        d == 0 ? dOut == 0 : 0 <= dOut && dOut < dLow && dOut <= d / 2,
        "p2p.gossipsub.d.out < p2p.gossipsub.d.low, and at most half of p2p.gossipsub.d",
        "" + dOut);
    require(
        1 <= historyGossip && historyGossip <= historyLength,
        "1 <= p2p.gossipsub.history.gossip <= p2p.gossipsub.history.length",
        historyGossip + ", " + historyLength);
    require(
        0 <= gossipFactor && gossipFactor <= 1,
        "p2p.gossipsub.gossip.factor between 0 and 1",
        "" + gossipFactor);
    require(
        !heartbeat.isNegative() && !heartbeat.isZero(),
        "p2p.gossipsub.heartbeat above 0",
        "" + heartbeat);
  }

  private static void require(boolean holds, String rule, String found) {
    if (!holds) {
      throw new IllegalArgumentException("it must be that " + rule + "; found " + found);
    }
  }

  /** The same with another size of the mesh; the other degrees follow it as in the defaults. */
  public MeshConfig withDegree(int degree) {
    int low = degree * 3 / 4;
    return new MeshConfig(
        degree,
        low,
        degree * 3 / 2,
        degree / 2,
        Math.max(0, Math.min(degree / 4, low - 1)),
        low,
        gossipFactor,
        historyLength,
        historyGossip,
        heartbeat,
        fanoutTime,
        pruneBackoff,
        unsubscribeBackoff,
        maxBackoff,
        graftFloodThreshold,
        opportunisticGraftTime,
        opportunisticGraftPeers,
        directConnectTime,
        iwantTime,
        floodPublish,
        peerExchange,
        idontwantThreshold);
  }

  /** The same with flood publishing on or off. */
  public MeshConfig withFloodPublish(boolean on) {
    return new MeshConfig(
        d,
        dLow,
        dHigh,
        dScore,
        dOut,
        dLazy,
        gossipFactor,
        historyLength,
        historyGossip,
        heartbeat,
        fanoutTime,
        pruneBackoff,
        unsubscribeBackoff,
        maxBackoff,
        graftFloodThreshold,
        opportunisticGraftTime,
        opportunisticGraftPeers,
        directConnectTime,
        iwantTime,
        on,
        peerExchange,
        idontwantThreshold);
  }

  int ticks(Duration time) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, time.toNanos() / heartbeat.toNanos()));
  }
}
