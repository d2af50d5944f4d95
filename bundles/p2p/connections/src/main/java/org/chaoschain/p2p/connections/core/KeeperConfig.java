// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.connections.core;

import java.time.Duration;
import org.chaoschain.p2p.bootstrap.core.Backoff;

/**
 * How connections are kept. The key of each is {@code p2p.connections.} and the name given below.
 *
 * @param lowWater {@code low.water}: trimming ends at so many connections
 * @param highWater {@code high.water}: trimming begins above so many
 * @param grace {@code grace}: a connection younger than that is not trimmed
 * @param silence {@code silence}: no second trim within that time
 * @param wantedPeers {@code wanted.peers}: with fewer connected peers, known ones are dialled
 * @param minPrefixes {@code min.prefixes}: while connections come from no more prefixes than that,
 *     the last one of a prefix is trimmed only when there is no other
 * @param maxPerPrefix {@code max.per.prefix}: known peers are not dialled while so many connected
 *     ones share their prefix
 * @param maxTaggedPeers {@code max.tagged.peers}: peers that have tags
 * @param maxRemembered {@code max.remembered}: peers whose failed dials are remembered, and peers
 *     that are wanted back
 * @param parallelDials {@code parallel.dials}: dials of this bundle at the same time
 * @param lostAfter {@code lost.after}: a peer without a connection for so long is lost
 * @param goodAfter {@code good.after}: a peer that was connected for so long is wanted back when it
 *     is lost
 * @param giveUpAfter {@code give.up.after}: failed dials after which such a peer is not wanted back
 *     any more; protected peers always are
 * @param interval {@code interval}: how often it is looked whether there is something to do
 * @param backoff {@code backoff.first}, {@code backoff.last}, {@code backoff.jitter}: the pauses
 *     between the dials of one peer
 */
public record KeeperConfig(
    int lowWater,
    int highWater,
    Duration grace,
    Duration silence,
    int wantedPeers,
    int minPrefixes,
    int maxPerPrefix,
    int maxTaggedPeers,
    int maxRemembered,
    int parallelDials,
    Duration lostAfter,
    Duration goodAfter,
    int giveUpAfter,
    Duration interval,
    Backoff backoff) {
  /** The prefix of the configuration keys. */
  public static final String KEY_PREFIX = "p2p.connections.";

  /** What is used when nothing else is said. */
  public static final KeeperConfig DEFAULTS =
      new KeeperConfig(
          96,
          160,
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          24,
          8,
          8,
          1_024,
          256,
          8,
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          8,
          Duration.ofSeconds(5),
          new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), 0.5));

  /**
   * Checks the water marks.
   *
   * @throws IllegalArgumentException if the low one is above the high one
   */
  public KeeperConfig {
    if (lowWater > highWater) {
      throw new IllegalArgumentException(
          "%slow.water is %d, above %shigh.water, %d"
              .formatted(KEY_PREFIX, lowWater, KEY_PREFIX, highWater));
    }
  }

  /** With other water marks, grace and silence. */
  public KeeperConfig withWater(int low, int high, Duration newGrace, Duration newSilence) {
    return new KeeperConfig(
        low,
        high,
        newGrace,
        newSilence,
        wantedPeers,
        minPrefixes,
        maxPerPrefix,
        maxTaggedPeers,
        maxRemembered,
        parallelDials,
        lostAfter,
        goodAfter,
        giveUpAfter,
        interval,
        backoff);
  }

  /** With another number of wanted peers and other bounds of prefixes. */
  public KeeperConfig withPeers(int wanted, int leastPrefixes, int mostPerPrefix) {
    return new KeeperConfig(
        lowWater,
        highWater,
        grace,
        silence,
        wanted,
        leastPrefixes,
        mostPerPrefix,
        maxTaggedPeers,
        maxRemembered,
        parallelDials,
        lostAfter,
        goodAfter,
        giveUpAfter,
        interval,
        backoff);
  }
}
