// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.reputation.core;

import java.time.Instant;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * A peer is kept out for a while.
 *
 * @param peer who
 * @param since when it began
 * @param until when it ends
 * @param times how many bans in a row this one is, 1 for a first one
 * @param score the score that led to it; 0 for one by hand
 * @param byHand whether a person has ordered it
 * @param reason one sentence for people
 */
public record Ban(
    PeerId peer,
    Instant since,
    Instant until,
    int times,
    double score,
    boolean byHand,
    String reason) {
  /** Refuses an end that is not after the beginning. */
  public Ban {
    if (!until.isAfter(since) || times < 1) {
      throw new IllegalArgumentException(
          "a ban ends after it has begun and is the first or a later one, not from %s until %s, number %d"
              .formatted(since, until, times));
    }
  }

  /** Whether it holds at a moment. */
  public boolean holds(Instant now) {
    return now.isBefore(until);
  }
}
