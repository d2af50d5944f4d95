// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.reputation.core;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.chaoschain.p2p.api.reputation.Offence;

/**
 * What offences cost, when a peer is banned and for how long, and what counts as an attack.
 *
 * @param costs points of each offence, 0 or more
 * @param halfLife after which half of what is held against a peer is forgiven
 * @param gossipShare the share of {@code banThreshold} that a peer loses whose gossip score is at
 *     the graylist threshold; 0 or more
 * @param banThreshold below this score a peer is banned; negative
 * @param banFirst the length of a first ban; each further one is twice as long
 * @param banLongest the longest ban
 * @param banMemory for how long after its end a ban counts for the length of the next one
 * @param maxPeers the number of peers that something can be held against
 * @param maxBans the number of bans, ended ones that are remembered included
 * @param signatureFailures so many in a minute by one peer are an attack
 * @param connects so many in a minute by one peer are an attack
 * @param idsPerPrefix so many peer ids from one prefix (IPv4 /24, IPv6 /48) in ten minutes are one
 * @param prefixRefusal for how long such a prefix is not let in
 */
public record ReputationConfig(
    Map<Offence, Double> costs,
    Duration halfLife,
    double gossipShare,
    double banThreshold,
    Duration banFirst,
    Duration banLongest,
    Duration banMemory,
    int maxPeers,
    int maxBans,
    int signatureFailures,
    int connects,
    int idsPerPrefix,
    Duration prefixRefusal) {
  /** The configuration keys begin so. */
  public static final String KEY_PREFIX = "p2p.reputation.";

  /** What is in force without configuration. */
  public static final ReputationConfig DEFAULT =
      new ReputationConfig(
          Map.of(
              Offence.PROTOCOL_ERROR, 10.0,
              Offence.BAD_SIGNATURE, 20.0,
              Offence.INVALID_MESSAGE, 5.0,
              Offence.RATE_LIMIT, 2.0,
              Offence.FLOOD, 10.0,
              Offence.CHURN, 10.0,
              Offence.UNRESPONSIVE, 1.0),
          Duration.ofMinutes(10),
          0.5,
          -100,
          Duration.ofHours(1),
          Duration.ofDays(7),
          Duration.ofDays(7),
          10_000,
          10_000,
          5,
          30,
          32,
          Duration.ofMinutes(10));

  /** Refuses what makes no sense, naming the key. */
  public ReputationConfig {
    Map<Offence, Double> all = new EnumMap<>(Offence.class);
    for (Offence offence : Offence.values()) {
      all.put(offence, costs.getOrDefault(offence, 0.0));
    }
    all.forEach((offence, cost) -> require(cost >= 0, "costs", cost, "0 or more"));
    costs = Map.copyOf(all);
    require(!halfLife.isNegative() && !halfLife.isZero(), "half.life", halfLife, "more than 0");
    require(gossipShare >= 0, "gossip.share", gossipShare, "0 or more");
    require(banThreshold < 0, "ban.threshold", banThreshold, "negative");
    require(!banFirst.isNegative() && !banFirst.isZero(), "ban.first", banFirst, "more than 0");
    require(banLongest.compareTo(banFirst) >= 0, "ban.longest", banLongest, "at least " + banFirst);
    require(!banMemory.isNegative(), "ban.memory", banMemory, "0 or more");
    require(maxPeers > 0, "max.peers", maxPeers, "more than 0");
    require(maxBans > 0, "max.bans", maxBans, "more than 0");
    require(signatureFailures > 0, "attack.signature.failures", signatureFailures, "more than 0");
    require(connects > 0, "attack.connects", connects, "more than 0");
    require(idsPerPrefix > 0, "attack.ids.per.prefix", idsPerPrefix, "more than 0");
    require(!prefixRefusal.isNegative(), "attack.prefix.refusal", prefixRefusal, "0 or more");
  }

  private static void require(boolean holds, String key, Object value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s%s is %s; it must be %s".formatted(KEY_PREFIX, key, value, allowed));
    }
  }
}
