// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.multiaddr.Component;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.multiaddr.Protocol;

/**
 * The network that an address belongs to: the first 16 bits of an IPv4 address, the first 32 of an
 * IPv6 address. Whoever makes many ids seldom has as many networks. Pure.
 */
public final class AddressPrefix {
  private static final long IP4 = 4L << 32;
  private static final long IP6 = 6L << 32;

  private AddressPrefix() {}

  /**
   * The networks of some addresses.
   *
   * @param local whether addresses that only mean something here count: of loopback, private and
   *     link-local networks
   */
  public static Set<Long> of(Collection<Multiaddr> addresses, boolean local) {
    Set<Long> prefixes = new TreeSet<>();
    for (Multiaddr address : addresses) {
      if (local || isPublic(address)) {
        of(address).ifPresent(prefixes::add);
      }
    }
    return prefixes;
  }

  private static Optional<Long> of(Multiaddr address) {
    if (address.isEmpty()) {
      return Optional.empty();
    }
    Component first = address.components().get(0);
    Bytes ip = first.data();
    return switch (first.protocol()) {
      case IP4 -> Optional.of(IP4 | bits(ip, 2));
      case IP6 -> Optional.of(IP6 | bits(ip, 4));
      default -> Optional.empty();
    };
  }

  /**
   * Whether an address may mean the same everywhere: an IP address outside the loopback, private,
   * link-local, shared, unspecified and multicast networks, or a name.
   */
  public static boolean isPublic(Multiaddr address) {
    if (address.isEmpty() || address.has(Protocol.MEMORY) || address.has(Protocol.UNIX)) {
      return false;
    }
    Component first = address.components().get(0);
    Bytes ip = first.data();
    return switch (first.protocol()) {
      case IP4 -> isPublic4(octet(ip, 0), octet(ip, 1));
      case IP6 -> isPublic6(ip);
      case IP6ZONE -> false;
      case DNS, DNS4, DNS6, DNSADDR ->
          !first.value().equals("localhost") && !first.value().endsWith(".local");
      default -> true;
    };
  }

  private static boolean isPublic4(long a, long b) {
    return a != 0
        && a != 10
        && a != 127
        && a < 224
        && !(a == 100 && b >= 64 && b < 128)
        && !(a == 169 && b == 254)
        && !(a == 172 && b >= 16 && b < 32)
        && !(a == 192 && b == 168);
  }

  private static boolean isPublic6(Bytes ip) {
    long first = bits(ip, 2);
    boolean mapped = true;
    for (int i = 0; i < 10; i++) {
      mapped &= ip.get(i) == 0;
    }
    if (mapped) {
      // ::, ::1 and, after ffff, an IPv4 address
      return octet(ip, 10) == 0xff && isPublic4(octet(ip, 12), octet(ip, 13));
    }
    return (first & 0xfe00) != 0xfc00 && (first & 0xffc0) != 0xfe80 && first < 0xff00;
  }

  private static long bits(Bytes ip, int octets) {
    long bits = 0;
    for (int i = 0; i < octets; i++) {
      bits = (bits << 8) | octet(ip, i);
    }
    return bits;
  }

  private static long octet(Bytes bytes, int index) {
    return bytes.get(index) & 0xff;
  }
}
