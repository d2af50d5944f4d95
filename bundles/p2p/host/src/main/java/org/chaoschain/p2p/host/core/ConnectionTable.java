// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.peer.PeerId;

/** The connections that are up, within their limits. Safe for use by many threads. */
final class ConnectionTable {
  private static final Comparator<HostConnection> BEST_FIRST =
      Comparator.comparing(HostConnection::standing).thenComparingLong(HostConnection::id);

  private final Map<Long, HostConnection> connections = new ConcurrentHashMap<>();
  private final Limit maxConnections;
  private final Limit maxPerPeer;

  ConnectionTable(HostConfig config, Metrics metrics) {
    String prefix = HostConfig.KEY_PREFIX;
    this.maxConnections =
        metrics.limit(prefix + "max.connections", config.maxConnections(), "connections");
    this.maxPerPeer =
        metrics.limit(
            prefix + "max.connections.per.peer", config.maxConnectionsPerPeer(), "connections");
  }

  int size() {
    return connections.size();
  }

  /** In the order in which they came. */
  List<HostConnection> all() {
    List<HostConnection> all = new ArrayList<>(connections.values());
    all.sort(Comparator.comparingLong(Connection::id));
    return all;
  }

  List<HostConnection> all(Predicate<HostConnection> which) {
    return all().stream().filter(which).toList();
  }

  /** The one that is best to use: the oldest that stays, else one that leaves. */
  Optional<HostConnection> best(PeerId peer) {
    return connections.values().stream()
        .filter(c -> c.remotePeer().equals(peer) && !c.closed())
        .min(BEST_FIRST);
  }

  /** The best one on which new streams can be opened. */
  Optional<HostConnection> usable(PeerId peer) {
    return best(peer).filter(c -> c.standing() != HostConnection.Standing.DRAINS);
  }

  boolean connected(PeerId peer) {
    return connections.values().stream().anyMatch(c -> c.remotePeer().equals(peer));
  }

  /** How many different peers are connected. */
  int peers() {
    return (int) connections.values().stream().map(Connection::remotePeer).distinct().count();
  }

  /** Why there is no room for one more connection; empty if there is. */
  Optional<CloseReason> full(String who) {
    long more = connections.size() + 1L;
    return maxConnections.allows(more)
        ? Optional.empty()
        : Optional.of(CloseReason.limit(maxConnections.refuse(who, more).getMessage()));
  }

  /** Takes a connection into the list, or says why not. */
  synchronized Optional<CloseReason> admit(HostConnection connection) {
    Optional<CloseReason> full = full(connection.toString());
    if (full.isPresent()) {
      return full;
    }
    PeerId peer = connection.remotePeer();
    long same =
        connections.values().stream()
                .filter(c -> c.remotePeer().equals(peer) && !c.replaced())
                .count()
            + 1;
    if (!maxPerPeer.allows(same)) {
      return Optional.of(
          CloseReason.limit(maxPerPeer.refuse(connection.toString(), same).getMessage()));
    }
    connections.put(connection.id(), connection);
    return Optional.empty();
  }

  void remove(HostConnection connection) {
    connections.remove(connection.id());
  }
}
