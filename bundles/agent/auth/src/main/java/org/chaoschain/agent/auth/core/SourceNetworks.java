// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import java.util.List;
import java.util.Optional;
import org.chaoschain.p2p.api.multiaddr.IpPrefix;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.multiaddr.MultiaddrException;

/**
 * By what connections and sessions of one machine are counted together: its IPv4 address, or the
 * IPv6 /64, as whoever has one address there has all. Some ranges are not counted. Immutable.
 */
public final class SourceNetworks {
  private static final int IP4_BITS = 32;
  private static final int IP6_BITS = 64;

  private final List<IpPrefix> exempt;

  /**
   * Counts all but some ranges.
   *
   * @param exempt such as {@code 127.0.0.0/8} or {@code ::1/128}
   * @throws IllegalArgumentException if one is no range; the message says what is wrong
   */
  public SourceNetworks(List<String> exempt) {
    this.exempt = exempt.stream().map(String::strip).map(IpPrefix::parse).toList();
  }

  /** By what an address is counted; empty if it is not, or has no IP address. */
  public Optional<String> of(Multiaddr address) {
    if (exempt.stream().anyMatch(range -> range.contains(address))) {
      return Optional.empty();
    }
    return IpPrefix.of(address, IP4_BITS, IP6_BITS).map(IpPrefix::toString);
  }

  /**
   * By what an IP address is counted.
   *
   * @param ip as a server names the other side: {@code 192.0.2.1}, {@code ::1} or {@code [::1]};
   *     what is no address is counted by its text
   */
  public Optional<String> of(String ip) {
    String bare = ip.replaceAll("^\\[|]$|%.*$", "");
    try {
      return of(Multiaddr.parse((bare.indexOf(':') >= 0 ? "/ip6/" : "/ip4/") + bare));
    } catch (MultiaddrException e) {
      return Optional.of(ip);
    }
  }
}
