// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.reputation.core;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * What is held against each peer. It is forgiven exponentially: half of it in a half-life. When the
 * book is full, of those that were not heard of for longest the mildest is forgotten, so that many
 * harmless strangers do not wash out the bad ones. Not safe for threads.
 */
final class ScoreBook {
  private static final int CANDIDATES = 16;

  /** Less than this is nothing. */
  private static final double NOTHING = -0.01;

  private static final class Account {
    double score;
    long atNanos;
  }

  private final LinkedHashMap<PeerId, Account> accounts = new LinkedHashMap<>(16, 0.75f, true);
  private final double halfLifeNanos;
  private final Limit limit;

  ScoreBook(double halfLifeNanos, Limit limit) {
    this.halfLifeNanos = halfLifeNanos;
    this.limit = limit;
  }

  /** The score now, 0 or negative. */
  double score(PeerId peer, long nowNanos) {
    Account account = accounts.get(peer);
    return account == null ? 0 : decayed(account, nowNanos);
  }

  /**
   * Holds something against a peer.
   *
   * @param cost 0 or more
   * @return the score now
   */
  double charge(PeerId peer, double cost, long nowNanos) {
    Account account = accounts.get(peer);
    if (account == null) {
      if (!limit.allows(accounts.size() + 1L)) {
        limit.refused().increment();
        forgetMildest(nowNanos);
      }
      account = new Account();
      account.atNanos = nowNanos;
      accounts.put(peer, account);
    }
    account.score = decayed(account, nowNanos) - cost;
    account.atNanos = nowNanos;
    return account.score;
  }

  /** Sets the score of a peer that the book has. */
  void settle(PeerId peer, double score, long nowNanos) {
    Account account = accounts.get(peer);
    if (account != null) {
      account.score = score;
      account.atNanos = nowNanos;
    }
  }

  /** Forgets a peer. */
  void forget(PeerId peer) {
    accounts.remove(peer);
  }

  /** Forgets all that has been forgiven. */
  void tidy(long nowNanos) {
    accounts.values().removeIf(account -> decayed(account, nowNanos) > NOTHING);
  }

  /** The scores of all that something is held against. */
  Map<PeerId, Double> scores(long nowNanos) {
    Map<PeerId, Double> scores = new LinkedHashMap<>();
    accounts.forEach((peer, account) -> scores.put(peer, decayed(account, nowNanos)));
    return scores;
  }

  int size() {
    return accounts.size();
  }

  private double decayed(Account account, long nowNanos) {
    double halves = (nowNanos - account.atNanos) / halfLifeNanos;
    return account.score * Math.pow(2, -halves);
  }

  private void forgetMildest(long nowNanos) {
    PeerId mildest = null;
    double best = Double.NEGATIVE_INFINITY;
    Iterator<Map.Entry<PeerId, Account>> eldest = accounts.entrySet().iterator();
    for (int i = 0; i < CANDIDATES && eldest.hasNext(); i++) {
      Map.Entry<PeerId, Account> next = eldest.next();
      double score = decayed(next.getValue(), nowNanos);
      if (score > best) {
        best = score;
        mildest = next.getKey();
      }
    }
    accounts.remove(mildest);
  }
}
