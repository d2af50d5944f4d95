// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.peer.PeerId;

/** The connections that are up. Safe for use by many threads. */
final class ConnectionTable {
  private static final Comparator<HostConnection> BEST_FIRST =
      Comparator.comparing(HostConnection::standing).thenComparingLong(HostConnection::id);

  private final Map<Long, HostConnection> connections = new ConcurrentHashMap<>();

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

  /** Takes a connection, which has its place in the resource scopes already. */
  void add(HostConnection connection) {
    connections.put(connection.id(), connection);
  }

  void remove(HostConnection connection) {
    connections.remove(connection.id());
  }
}
