// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * How many requests of each peer are answered: as many as the limit at once, and as many again in a
 * minute. It remembers a bounded number of peers, those that asked last. Pure, times in nanoseconds
 * of one clock. Not safe for use by many threads.
 */
public final class RequestAllowance {
  private static final int MAX_PEERS = 4096;
  private static final double MINUTE = Duration.ofMinutes(1).toNanos();

  private record Account(double left, long since) {}

  private final Map<PeerId, Account> accounts = new LinkedHashMap<>();
  private final Limit limit;

  /** Makes one in which nobody has asked yet. */
  public RequestAllowance(Limit limit) {
    this.limit = limit;
  }

  /** Whether one more is answered now; if not, it has been counted. */
  public boolean take(PeerId peer, long now) {
    double most = limit.value();
    Account account = accounts.remove(peer);
    double left =
        account == null
            ? most
            : Math.min(most, account.left() + (now - account.since()) / MINUTE * most);
    if (account == null && accounts.size() == MAX_PEERS) {
      Iterator<PeerId> longestAgo = accounts.keySet().iterator();
      longestAgo.next();
      longestAgo.remove();
    }
    boolean taken = left >= 1;
    accounts.put(peer, new Account(taken ? left - 1 : left, now));
    if (!taken) {
      limit.refused().increment();
    }
    return taken;
  }
}
