// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core.resource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.p2p.api.multiaddr.IpPrefix;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.resource.ResourceScope;
import org.chaoschain.p2p.api.resource.ResourceScopes;
import org.chaoschain.p2p.api.resource.ResourceUsage;
import org.chaoschain.p2p.api.resource.ScopeReport;
import org.chaoschain.p2p.api.resource.ScopeReport.Kind;

/**
 * All scopes of a host. Accounts of peers, protocols and connections exist while something is in
 * use on them, so that the number of accounts is bounded by what the system scope allows. Safe for
 * use by many threads.
 */
public final class Scopes implements ResourceScopes {
  private final Account system;
  private final Account transients;
  private final Account.Bounds protocolBounds;
  private final Account.Bounds peerBounds;
  private final Account.Bounds connectionBounds;
  private final Map<String, Account> protocols = new ConcurrentHashMap<>();
  private final Map<String, Account> peers = new ConcurrentHashMap<>();
  private final Map<Long, Account> connections = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private final AddressTable addresses;
  private final PendingTable pending;
  private final FailedHandshakes failures;

  /** Scopes with nothing in use. */
  public Scopes(ResourceLimits limits, Metrics metrics) {
    this.system = new Account(Kind.SYSTEM, "", bounds(metrics, Kind.SYSTEM, limits.system()));
    this.transients =
        new Account(Kind.TRANSIENT, "", bounds(metrics, Kind.TRANSIENT, limits.transients()));
    this.protocolBounds = bounds(metrics, Kind.PROTOCOL, limits.protocol());
    this.peerBounds = bounds(metrics, Kind.PEER, limits.peer());
    this.connectionBounds = bounds(metrics, Kind.CONNECTION, limits.connection());
    this.addresses = new AddressTable(limits.addresses(), metrics);
    this.pending = new PendingTable(limits.addresses(), metrics);
    this.failures = new FailedHandshakes(limits.addresses().failures(), metrics);
  }

  private static Account.Bounds bounds(Metrics metrics, Kind kind, ResourceUsage limits) {
    String prefix = ResourceLimits.KEY_PREFIX + kind.name().toLowerCase(Locale.ROOT) + ".";
    Map<What, Limit> each = new EnumMap<>(What.class);
    for (What what : What.values()) {
      each.put(what, what.limit(metrics, prefix, limits));
    }
    return new Account.Bounds(limits, each);
  }

  /**
   * Shows what the system and transient scopes have in use as gauges {@code p2p.resources.used}.
   *
   * @return takes the gauges away
   */
  public Cancellable measure(Metrics metrics) {
    List<Cancellable> gauges = new ArrayList<>();
    for (Account account : List.of(system, transients)) {
      for (What what : What.values()) {
        gauges.add(
            metrics.gauge(
                "p2p.resources.used",
                () -> what.of(account.usage()),
                "scope",
                account.title(),
                "what",
                what.name().toLowerCase(Locale.ROOT).replace('_', '.')));
      }
    }
    return () -> gauges.stream().map(Cancellable::cancel).reduce(false, Boolean::logicalOr);
  }

  /**
   * Takes a place for a connection, before it is dialled or read from. It is transient until its
   * peer is known.
   *
   * @param remote where it comes from or goes to
   * @throws LimitExceededException if there is no place
   */
  public ConnectionScope open(boolean inbound, Multiaddr remote) throws LimitExceededException {
    return open(inbound, remote, inbound ? addresses.placesOf(remote) : List.of());
  }

  private ConnectionScope open(boolean inbound, Multiaddr remote, List<IpPrefix> places)
      throws LimitExceededException {
    Account.take(List.of(transients, system), What.connections(inbound), 1);
    try {
      addresses.begin(places);
    } catch (LimitExceededException e) {
      Account.give(List.of(transients, system), What.connections(inbound), 1);
      throw e;
    }
    long number = numbers.incrementAndGet();
    Account account = new Account(Kind.CONNECTION, number + " with " + remote, connectionBounds);
    connections.put(number, account);
    return new ConnectionScope(this, number, account, inbound, places);
  }

  /**
   * Takes a place for an inbound connection, before it is read from. If there is none, another
   * handshake may have to make room, so that those who hold places and do nothing with them do not
   * keep others out.
   *
   * @param remote where it comes from
   * @param nowNanos the time now
   * @param leave told why this one has to make room itself; its scope is closed then
   * @throws LimitExceededException if there is no place
   */
  public ConnectionScope accept(Multiaddr remote, long nowNanos, Consumer<String> leave)
      throws LimitExceededException {
    List<IpPrefix> places = addresses.placesOf(remote);
    failures.check(places, nowNanos);
    ConnectionScope scope;
    try {
      scope = open(true, remote, places);
    } catch (LimitExceededException full) {
      if (!pending.makeRoom(remote, full, nowNanos)) {
        throw full;
      }
      scope = open(true, remote, places);
    }
    failures.begin(places, nowNanos);
    pending.add(scope, remote, nowNanos, leave);
    return scope;
  }

  FailedHandshakes failures() {
    return failures;
  }

  PendingTable pending() {
    return pending;
  }

  Account systemAccount() {
    return system;
  }

  Account transientAccount() {
    return transients;
  }

  AddressTable addresses() {
    return addresses;
  }

  void forget(long connection) {
    connections.remove(connection);
  }

  Account hold(PeerId peer) {
    return hold(peers, Kind.PEER, peer.toString(), peerBounds);
  }

  Account hold(String protocol) {
    return hold(protocols, Kind.PROTOCOL, protocol, protocolBounds);
  }

  void leave(PeerId peer) {
    peers.computeIfPresent(peer.toString(), (name, account) -> account.left());
  }

  void leave(String protocol) {
    protocols.computeIfPresent(protocol, (name, account) -> account.left());
  }

  private static Account hold(
      Map<String, Account> accounts, Kind kind, String name, Account.Bounds bounds) {
    return accounts.compute(
        name, (n, found) -> (found == null ? new Account(kind, n, bounds) : found).held());
  }

  @Override
  public ResourceScope system() {
    return new SharedScope(() -> system, () -> {}, List.of());
  }

  @Override
  public ResourceScope transients() {
    return new SharedScope(() -> transients, () -> {}, List.of(system));
  }

  @Override
  public ResourceScope protocol(String protocol) {
    return new SharedScope(() -> hold(protocol), () -> leave(protocol), List.of(system));
  }

  @Override
  public ResourceScope peer(PeerId peer) {
    return new SharedScope(() -> hold(peer), () -> leave(peer), List.of(system));
  }

  @Override
  public List<ScopeReport> reports() {
    List<ScopeReport> reports = new ArrayList<>(List.of(system.report(), transients.report()));
    for (Map<?, Account> accounts : List.of(protocols, peers, connections)) {
      accounts.values().stream()
          .map(Account::report)
          .sorted(Comparator.comparing(ScopeReport::name))
          .forEach(reports::add);
    }
    return List.copyOf(reports);
  }
}
