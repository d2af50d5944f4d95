// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core.resource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.p2p.api.multiaddr.IpPrefix;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;

/**
 * How many inbound connections there are from each address and prefix. It has no more rows than two
 * for each connection. Safe for use by many threads.
 */
final class AddressTable {
  private final Map<IpPrefix, Row> rows = new HashMap<>();
  private final AddressLimits limits;
  private final Limit pending;
  private final Limit connections;
  private final Limit prefixPending;
  private final Limit prefixConnections;

  private static final class Row {
    int pending;
    int connections;
  }

  AddressTable(AddressLimits limits, Metrics metrics) {
    this.limits = limits;
    this.pending = limit(metrics, "address.pending", limits.pending(), "pending handshakes");
    this.connections =
        limit(metrics, "address.connections", limits.connections(), "inbound connections");
    this.prefixPending =
        limit(metrics, "prefix.pending", limits.prefixPending(), "pending handshakes");
    this.prefixConnections =
        limit(metrics, "prefix.connections", limits.prefixConnections(), "inbound connections");
  }

  private static Limit limit(Metrics metrics, String key, int value, String unit) {
    return metrics.limit(ResourceLimits.KEY_PREFIX + key, value, unit);
  }

  /** Where an address counts: nowhere if it has no IP or is exempt. */
  List<IpPrefix> placesOf(Multiaddr remote) {
    if (limits.exempt().stream().anyMatch(range -> range.contains(remote))) {
      return List.of();
    }
    List<IpPrefix> places = new ArrayList<>();
    IpPrefix.of(remote, 32, 64).ifPresent(places::add);
    IpPrefix.of(remote, 24, 48).ifPresent(places::add);
    return places;
  }

  /** A handshake begins. An address that may not have one more connection begins none. */
  synchronized void begin(List<IpPrefix> places) throws LimitExceededException {
    for (IpPrefix place : places) {
      Row row = rows.getOrDefault(place, new Row());
      pending(place).check(title(place), row.pending + 1L);
      connections(place).check(title(place), row.pending + row.connections + 1L);
    }
    places.forEach(place -> rows.computeIfAbsent(place, p -> new Row()).pending++);
  }

  /** A handshake has made a connection. */
  synchronized void established(List<IpPrefix> places) {
    for (IpPrefix place : places) {
      Row row = rows.get(place);
      row.pending--;
      row.connections++;
    }
  }

  /** A handshake or a connection has ended. */
  synchronized void end(List<IpPrefix> places, boolean established) {
    for (IpPrefix place : places) {
      Row row = rows.get(place);
      if (established) {
        row.connections--;
      } else {
        row.pending--;
      }
      if (row.pending + row.connections == 0) {
        rows.remove(place);
      }
    }
  }

  private Limit pending(IpPrefix place) {
    return isAddress(place) ? pending : prefixPending;
  }

  private Limit connections(IpPrefix place) {
    return isAddress(place) ? connections : prefixConnections;
  }

  static boolean isAddress(IpPrefix place) {
    return place.length() == (place.network().size() == 4 ? 32 : 64);
  }

  static String title(IpPrefix place) {
    return (isAddress(place) ? "address " : "prefix ") + place;
  }
}
