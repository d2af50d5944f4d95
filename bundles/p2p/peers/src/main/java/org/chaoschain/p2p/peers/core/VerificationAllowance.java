// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.peers.core;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * How many signatures are verified for each peer: as many as the limit at once, and as many again
 * in a minute. Pure, times in nanoseconds of one clock. Not safe for use by many threads.
 */
final class VerificationAllowance {
  private static final int MAX_PEERS = 4096;
  private static final double MINUTE = Duration.ofMinutes(1).toNanos();

  private static final class Account {
    double left;
    long since;

    Account(double left, long since) {
      this.left = left;
      this.since = since;
    }
  }

  private final Map<PeerId, Account> accounts = new LinkedHashMap<>();
  private final Limit limit;

  VerificationAllowance(Limit limit) {
    this.limit = limit;
  }

  /** Whether one more is verified for this peer now; if not, it has been counted. */
  boolean take(PeerId peer, long now) {
    Account account = accounts.get(peer);
    if (account == null) {
      if (accounts.size() == MAX_PEERS) {
        Iterator<PeerId> oldest = accounts.keySet().iterator();
        oldest.next();
        oldest.remove();
      }
      account = new Account((double) limit.value(), now);
      accounts.put(peer, account);
    }
    double most = (double) limit.value();
    account.left = Math.min(most, account.left + (now - account.since) / MINUTE * most);
    account.since = now;
    if (account.left < 1) {
      limit.refused().increment();
      return false;
    }
    account.left--;
    return true;
  }
}
