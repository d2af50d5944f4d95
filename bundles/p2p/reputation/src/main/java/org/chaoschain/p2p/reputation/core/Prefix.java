// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.reputation.core;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.multiaddr.Protocol;

/**
 * The part of an IP address that one owner usually has: 24 bits of IPv4, 48 bits of IPv6.
 *
 * @param text as people write it: {@code 203.0.113.0/24}
 * @param loopback whether it is this machine itself
 */
public record Prefix(String text, boolean loopback) {
  private static final int IP6_BYTES = 6;

  /** The prefix of an address; empty if it begins with no IP address. */
  public static Optional<Prefix> of(Multiaddr address) {
    Optional<byte[]> ip4 = value(address, Protocol.IP4);
    if (ip4.isPresent()) {
      return ip4.map(Prefix::ip4);
    }
    return value(address, Protocol.IP6).map(Prefix::ip6);
  }

  private static Optional<byte[]> value(Multiaddr address, Protocol protocol) {
    return address.first(protocol).map(component -> component.data().toArray());
  }

  private static Prefix ip4(byte[] ip) {
    return new Prefix(
        "%d.%d.%d.0/24".formatted(ip[0] & 0xff, ip[1] & 0xff, ip[2] & 0xff), ip[0] == 127);
  }

  private static Prefix ip6(byte[] ip) {
    byte[] mapped = Arrays.copyOf(ip, 12);
    if (mapped[10] == -1 && mapped[11] == -1 && isZero(ip, 10)) {
      return ip4(Arrays.copyOfRange(ip, 12, 16));
    }
    HexFormat hex = HexFormat.of();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < IP6_BYTES; i += 2) {
      text.append(hex.formatHex(ip, i, i + 2)).append(':');
    }
    return new Prefix(text + ":/48", isZero(ip, 15) && ip[15] == 1);
  }

  private static boolean isZero(byte[] bytes, int until) {
    for (int i = 0; i < until; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
