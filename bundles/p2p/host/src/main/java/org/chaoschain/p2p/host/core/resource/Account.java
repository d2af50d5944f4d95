// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core.resource;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.resource.ResourceUsage;
import org.chaoschain.p2p.api.resource.ScopeReport;

/** What one scope has in use. It never shows more than its limits. Safe for use by many threads. */
final class Account {
  private final ScopeReport.Kind kind;
  private final String name;
  private final ResourceUsage limits;
  private final Bounds bounds;
  private final Map<What, AtomicLong> used = new EnumMap<>(What.class);
  private int holders;

  /** The limits of one kind of scope, by what is counted. */
  record Bounds(ResourceUsage limits, Map<What, Limit> each) {}

  Account(ScopeReport.Kind kind, String name, Bounds bounds) {
    this.kind = kind;
    this.name = name;
    this.limits = bounds.limits();
    this.bounds = bounds;
    for (What what : What.values()) {
      used.put(what, new AtomicLong());
    }
  }

  /** For people. */
  String title() {
    String word = kind.name().toLowerCase(Locale.ROOT);
    return name.isEmpty() ? word : word + " " + name;
  }

  /** Takes an amount if there is room for it. */
  void take(What what, long amount) throws LimitExceededException {
    Limit limit = bounds.each().get(what);
    while (true) {
      long before = now(what);
      long after = before + amount;
      if (after < before || !limit.allows(after)) {
        throw limit.refuse(title(), after < before ? Long.MAX_VALUE : after);
      }
      if (used.get(what).compareAndSet(before, after)) {
        return;
      }
    }
  }

  void give(What what, long amount) {
    used.get(what).addAndGet(-amount);
  }

  /** Gives back what there is of an amount, and says how much that was. */
  long giveAtMost(What what, long amount) {
    while (true) {
      long before = now(what);
      long given = Math.min(amount, before);
      if (used.get(what).compareAndSet(before, before - given)) {
        return given;
      }
    }
  }

  /** Takes an amount in all of them, or in none. */
  static void take(List<Account> accounts, What what, long amount) throws LimitExceededException {
    for (int i = 0; i < accounts.size(); i++) {
      try {
        accounts.get(i).take(what, amount);
      } catch (LimitExceededException e) {
        give(accounts.subList(0, i), what, amount);
        throw e;
      }
    }
  }

  static void give(List<Account> accounts, What what, long amount) {
    accounts.forEach(account -> account.give(what, amount));
  }

  /** One more relies on it being the one account of its name. Its map's lock is held. */
  Account held() {
    holders++;
    return this;
  }

  /** One less relies on it; null if it can be forgotten. Its map's lock is held. */
  Account left() {
    holders--;
    return holders == 0 && usage().equals(ResourceUsage.NONE) ? null : this;
  }

  ResourceUsage usage() {
    return new ResourceUsage(
        (int) now(What.CONNECTIONS_INBOUND),
        (int) now(What.CONNECTIONS_OUTBOUND),
        (int) now(What.STREAMS_INBOUND),
        (int) now(What.STREAMS_OUTBOUND),
        now(What.MEMORY));
  }

  private long now(What what) {
    return used.get(what).get();
  }

  ScopeReport report() {
    return new ScopeReport(kind, name, usage(), limits);
  }
}
