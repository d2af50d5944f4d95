// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.connections.core;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.p2p.api.multiaddr.IpPrefix;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;

/**
 * How many connections there are with each prefix, an IPv4 /24 or an IPv6 /48: what one operator or
 * one provider's customer easily has. Addresses without an IP are in no prefix, nor are those of
 * loopback: nobody else is there.
 */
final class Places {
  private static final List<IpPrefix> LOOPBACK =
      List.of(IpPrefix.parse("127.0.0.0/8"), IpPrefix.parse("::1"));

  private final Map<IpPrefix, Integer> counts = new HashMap<>();

  /** The prefix of an address; empty if it has none. */
  static Optional<IpPrefix> of(Multiaddr address) {
    return LOOPBACK.stream().anyMatch(range -> range.contains(address))
        ? Optional.empty()
        : IpPrefix.of(address, 24, 48);
  }

  void add(Multiaddr address) {
    of(address).ifPresent(place -> counts.merge(place, 1, Integer::sum));
  }

  void remove(Multiaddr address) {
    of(address).ifPresent(place -> counts.computeIfPresent(place, (p, n) -> n > 1 ? n - 1 : null));
  }

  /** How many connections share the prefix of an address; zero if it has none. */
  int count(Multiaddr address) {
    return of(address).map(place -> counts.getOrDefault(place, 0)).orElse(0);
  }

  /** How many different prefixes there are. */
  int distinct() {
    return counts.size();
  }
}
