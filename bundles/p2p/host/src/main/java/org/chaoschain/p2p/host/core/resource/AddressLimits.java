// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core.resource;

import java.time.Duration;
import java.util.List;
import org.chaoschain.p2p.api.multiaddr.IpPrefix;

/**
 * How many inbound connections may come from one place. An address is an IPv4 address or an IPv6
 * /64, which is what one household gets; a prefix is an IPv4 /24 or an IPv6 /48.
 *
 * @param pending handshakes that run with one address; key {@code p2p.host.limits.address.pending}
 * @param connections established with one address; key {@code p2p.host.limits.address.connections}
 * @param prefixPending handshakes that run with one prefix; key {@code
 *     p2p.host.limits.prefix.pending}
 * @param prefixConnections established with one prefix; key {@code
 *     p2p.host.limits.prefix.connections}
 * @param exempt ranges without these limits; key {@code p2p.host.limits.address.exempt}
 * @param grace how long a handshake is left alone before it can have to make room for another; key
 *     {@code p2p.host.limits.pending.grace}
 * @param failures how many handshakes with one place may fail
 */
public record AddressLimits(
    int pending,
    int connections,
    int prefixPending,
    int prefixConnections,
    List<IpPrefix> exempt,
    Duration grace,
    FailureLimits failures) {
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** This machine itself is exempt: who runs several nodes on it has them on one address. */
  public static final AddressLimits DEFAULTS =
      new AddressLimits(
          8, 16, 24, 64, List.of(IpPrefix.parse("127.0.0.0/8"), IpPrefix.parse("::1/128")));

  /** With the default grace and failures. */
  public AddressLimits(
      int pending,
      int connections,
      int prefixPending,
      int prefixConnections,
      List<IpPrefix> exempt) {
    this(
        pending,
        connections,
        prefixPending,
        prefixConnections,
        exempt,
        GRACE,
        FailureLimits.DEFAULTS);
  }

  /** Keeps an immutable copy of the list. */
  public AddressLimits {
    exempt = List.copyOf(exempt);
  }
}
