// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.chaoschain.p2p.api.multiaddr.IpPrefix;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;

/**
 * What the colocation of peers is counted by: the address, and of an IPv6 address the /64 prefix
 * too, as whoever has one address there has all. Ranges that are trusted do not count. Immutable.
 */
public final class Networks {
  private static final int IP4_BITS = 32;
  private static final int IP6_BITS = 128;
  private static final int IP6_PREFIX_BITS = 64;

  private final List<IpPrefix> trusted;

  /**
   * Trusts some ranges.
   *
   * @param ranges such as {@code 127.0.0.0/8} or {@code fd00::/8}
   * @throws IllegalArgumentException if one is no range; the message names it
   */
  public Networks(List<String> ranges) {
    this.trusted = ranges.stream().map(Networks::range).toList();
  }

  private static IpPrefix range(String text) {
    try {
      return IpPrefix.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'%s' is no range of addresses (%s); write 127.0.0.0/8 or fd00::/8"
              .formatted(text, e.getMessage()),
          e);
    }
  }

  /** The networks of an address; none if it has no IP address, or one of a trusted range. */
  public List<String> of(Multiaddr address) {
    if (trusted.stream().anyMatch(range -> range.contains(address))) {
      return List.of();
    }
    return Stream.of(
            IpPrefix.of(address, IP4_BITS, IP6_BITS),
            IpPrefix.of(address, IP4_BITS, IP6_PREFIX_BITS))
        .flatMap(Optional::stream)
        .distinct()
        .map(IpPrefix::toString)
        .toList();
  }
}
