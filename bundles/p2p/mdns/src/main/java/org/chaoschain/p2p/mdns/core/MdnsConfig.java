// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.mdns.core;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * The limits and pauses of discovery by multicast DNS. The configuration key of each is {@code
 * p2p.mdns.} and the name given below.
 *
 * @param service {@code service}: the name that peers ask for, without a dot at its end
 * @param firstPause {@code query.first}: the pause after the first query; no two queries are closer
 * @param lastPause {@code query.last}: the longest pause between queries
 * @param ttl {@code ttl}: how long an answer is good for, in whole seconds
 * @param maxPeers {@code max.peers}: the most peers that are remembered, each for the time of
 *     {@code ttl}; a further one is not reported
 * @param maxAddresses {@code max.addresses}: the most addresses in an answer, told and taken
 * @param maxPackets {@code max.packets}: the most packets a second that are decoded
 */
public record MdnsConfig(
    String service,
    Duration firstPause,
    Duration lastPause,
    Duration ttl,
    int maxPeers,
    int maxAddresses,
    int maxPackets) {
  private static final Pattern SERVICE =
      Pattern.compile("_[a-z0-9][a-z0-9-]{0,61}\\._(?:udp|tcp)\\.local");

  /** What is used when nothing else is said. */
  public static final MdnsConfig DEFAULT =
      new MdnsConfig(
          "_p2p._udp.local",
          Duration.ofSeconds(1),
          Duration.ofMinutes(1),
          Duration.ofMinutes(2),
          256,
          16,
          50);

  /** The prefix of the configuration keys. */
  public static final String PREFIX = "p2p.mdns.";

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of range; the message names its key
   */
  public MdnsConfig {
    require(SERVICE.matcher(service).matches(), "service", service, "a name like _p2p._udp.local");
    require(
        firstPause.compareTo(Duration.ofMillis(100)) >= 0,
        "query.first",
        firstPause,
        "100ms or more");
    require(
        lastPause.compareTo(firstPause) >= 0 && lastPause.compareTo(Duration.ofHours(1)) <= 0,
        "query.last",
        lastPause,
        "from query.first to 1h");
    require(
        ttl.compareTo(Duration.ofSeconds(1)) >= 0 && ttl.compareTo(Duration.ofHours(24)) <= 0,
        "ttl",
        ttl,
        "1s to 24h");
    require(maxPeers >= 1, "max.peers", maxPeers, "1 or more");
    require(maxAddresses >= 1 && maxAddresses <= 64, "max.addresses", maxAddresses, "1 to 64");
    require(maxPackets >= 1, "max.packets", maxPackets, "1 or more");
  }

  private static void require(boolean met, String key, Object value, String rule) {
    if (!met) {
      throw new IllegalArgumentException(PREFIX + key + " is " + value + "; it must be " + rule);
    }
  }
}
