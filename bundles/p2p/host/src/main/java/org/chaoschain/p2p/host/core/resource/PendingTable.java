// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core.resource;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.p2p.api.multiaddr.IpPrefix;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;

/**
 * The inbound handshakes under way, the oldest first, and which of them makes room when there is no
 * place for one more. Places that are held by saying nothing would else keep everybody out:
 *
 * <ul>
 *   <li>the newcomer's own address or prefix has too many: its oldest one, if it had {@link
 *       AddressLimits#grace} to get on;
 *   <li>there are too many in all: the oldest one of the prefix that has most, at once if that has
 *       two more than the newcomer's, else if it had its grace, and never for a prefix that has
 *       more itself.
 * </ul>
 *
 * <p>It has no more rows than the transient scope has places. Safe for use by many threads.
 */
final class PendingTable {
  private final Map<Long, Row> rows = new LinkedHashMap<>();
  private final long graceNanos;
  private final Counter evicted;

  private record Row(
      ConnectionScope scope,
      Optional<IpPrefix> address,
      Optional<IpPrefix> prefix,
      long sinceNanos,
      Consumer<String> leave) {}

  PendingTable(AddressLimits limits, Metrics metrics) {
    this.graceNanos = limits.grace().toNanos();
    this.evicted = metrics.counter("p2p.upgrades.evicted");
  }

  private static Optional<IpPrefix> address(Multiaddr remote) {
    return IpPrefix.of(remote, 32, 64);
  }

  private static Optional<IpPrefix> prefix(Multiaddr remote) {
    return IpPrefix.of(remote, 24, 48);
  }

  /** A handshake begins. */
  synchronized void add(
      ConnectionScope scope, Multiaddr remote, long nowNanos, Consumer<String> leave) {
    rows.put(scope.number(), new Row(scope, address(remote), prefix(remote), nowNanos, leave));
  }

  /** A handshake has ended, or has made a connection. */
  synchronized void remove(long number) {
    rows.remove(number);
  }

  /**
   * Ends a handshake so that another may begin.
   *
   * @param remote where the other comes from
   * @param full the refusal that it has met
   * @return whether there is a place more now
   */
  boolean makeRoom(Multiaddr remote, LimitExceededException full, long nowNanos) {
    Optional<Row> victim;
    synchronized (this) {
      victim = victim(remote, full.key().substring(ResourceLimits.KEY_PREFIX.length()), nowNanos);
      victim.ifPresent(row -> rows.remove(row.scope().number()));
    }
    if (victim.isEmpty() || !victim.get().scope().closeIfPending()) {
      return false;
    }
    evicted.increment();
    victim
        .get()
        .leave()
        .accept(full.getMessage() + "; this handshake, the oldest, made room for another");
    return true;
  }

  private Optional<Row> victim(Multiaddr remote, String limit, long nowNanos) {
    if (limit.startsWith("address.")) {
      Optional<IpPrefix> own = address(remote);
      return oldest(row -> row.address().equals(own)).filter(row -> hadGrace(row, nowNanos));
    }
    Optional<IpPrefix> own = prefix(remote);
    if (limit.startsWith("prefix.")) {
      return oldest(row -> row.prefix().equals(own)).filter(row -> hadGrace(row, nowNanos));
    }
    return limit.endsWith(".connections.inbound") ? ofAll(own, nowNanos) : Optional.empty();
  }

  private Optional<Row> ofAll(Optional<IpPrefix> own, long nowNanos) {
    Map<Optional<IpPrefix>, Integer> numbers = new HashMap<>();
    rows.values().forEach(row -> numbers.merge(row.prefix(), 1, Integer::sum));
    int most = numbers.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    int has = numbers.getOrDefault(own, 0);
    Optional<Row> candidate = oldest(row -> numbers.get(row.prefix()) == most);
    return most >= has + 2 ? candidate : candidate.filter(row -> hadGrace(row, nowNanos));
  }

  private Optional<Row> oldest(Predicate<Row> which) {
    return rows.values().stream().filter(which).findFirst();
  }

  private boolean hadGrace(Row row, long nowNanos) {
    return nowNanos - row.sinceNanos() >= graceNanos;
  }
}
