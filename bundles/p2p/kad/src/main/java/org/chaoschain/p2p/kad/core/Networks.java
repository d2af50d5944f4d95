// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.chaoschain.p2p.api.multiaddr.Component;
import org.chaoschain.p2p.api.multiaddr.IpPrefix;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.multiaddr.Protocol;

/**
 * The networks that addresses belong to: an IPv4 /16, an IPv6 /32. Whoever makes many ids seldom
 * has as many networks. Pure.
 */
final class Networks {
  private static final int BITS_4 = 16;
  private static final int BITS_6 = 32;

  /** Loopback, private, link-local, shared, unspecified and multicast networks. */
  private static final List<IpPrefix> LOCAL =
      List.of(
          IpPrefix.parse("0.0.0.0/8"),
          IpPrefix.parse("10.0.0.0/8"),
          IpPrefix.parse("100.64.0.0/10"),
          IpPrefix.parse("127.0.0.0/8"),
          IpPrefix.parse("169.254.0.0/16"),
          IpPrefix.parse("172.16.0.0/12"),
          IpPrefix.parse("192.168.0.0/16"),
          IpPrefix.parse("224.0.0.0/3"),
          IpPrefix.parse("::/80"),
          IpPrefix.parse("fc00::/7"),
          IpPrefix.parse("fe80::/10"),
          IpPrefix.parse("ff00::/8"));

  private Networks() {}

  /**
   * The networks of some addresses.
   *
   * @param local whether addresses that only mean something here count: of loopback, private and
   *     link-local networks
   */
  static Set<IpPrefix> of(Collection<Multiaddr> addresses, boolean local) {
    Set<IpPrefix> networks = new HashSet<>();
    for (Multiaddr address : addresses) {
      if (local || isPublic(address)) {
        IpPrefix.of(address, BITS_4, BITS_6).ifPresent(networks::add);
      }
    }
    return networks;
  }

  /**
   * Whether an address may mean the same everywhere: an IP address outside the loopback, private,
   * link-local, shared, unspecified and multicast networks, or a name.
   */
  static boolean isPublic(Multiaddr address) {
    if (address.isEmpty() || address.has(Protocol.MEMORY) || address.has(Protocol.UNIX)) {
      return false;
    }
    Component first = address.components().get(0);
    return switch (first.protocol()) {
      case IP4, IP6 -> LOCAL.stream().noneMatch(network -> network.contains(address));
      case IP6ZONE -> false;
      case DNS, DNS4, DNS6, DNSADDR ->
          !first.value().equals("localhost") && !first.value().endsWith(".local");
      default -> true;
    };
  }
}
