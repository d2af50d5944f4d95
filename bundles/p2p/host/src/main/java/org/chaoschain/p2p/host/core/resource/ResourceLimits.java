// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core.resource;

import org.chaoschain.p2p.api.resource.ResourceUsage;

/**
 * The limits of all scopes. The key of each is {@code p2p.host.limits.<scope>.<what>}, such as
 * {@code p2p.host.limits.peer.streams.inbound}.
 *
 * @param system everything
 * @param transients connections before the peer is proved, streams before the protocol is agreed on
 * @param protocol the streams of one protocol; connections do not count there
 * @param peer what is shared with one peer
 * @param connection one connection; connections do not count there
 * @param addresses where inbound connections come from
 */
public record ResourceLimits(
    ResourceUsage system,
    ResourceUsage transients,
    ResourceUsage protocol,
    ResourceUsage peer,
    ResourceUsage connection,
    AddressLimits addresses) {
  private static final long MIB = 1 << 20;

  /** The key's beginning. */
  public static final String KEY_PREFIX = "p2p.host.limits.";

  /** For a node on a common machine. */
  public static final ResourceLimits DEFAULTS =
      new ResourceLimits(
          new ResourceUsage(256, 256, 16_384, 16_384, 512 * MIB),
          new ResourceUsage(64, 64, 1_024, 1_024, 32 * MIB),
          new ResourceUsage(0, 0, 8_192, 8_192, 256 * MIB),
          new ResourceUsage(4, 4, 2_048, 2_048, 192 * MIB),
          new ResourceUsage(0, 0, 1_024, 1_024, 160 * MIB),
          AddressLimits.DEFAULTS);

  /** With other limits for everything. */
  public ResourceLimits withSystem(ResourceUsage limits) {
    return new ResourceLimits(limits, transients, protocol, peer, connection, addresses);
  }

  /** With other limits for what is not yet known. */
  public ResourceLimits withTransients(ResourceUsage limits) {
    return new ResourceLimits(system, limits, protocol, peer, connection, addresses);
  }

  /** With other limits for one protocol. */
  public ResourceLimits withProtocol(ResourceUsage limits) {
    return new ResourceLimits(system, transients, limits, peer, connection, addresses);
  }

  /** With other limits for one peer. */
  public ResourceLimits withPeer(ResourceUsage limits) {
    return new ResourceLimits(system, transients, protocol, limits, connection, addresses);
  }

  /** With other limits for one connection. */
  public ResourceLimits withConnection(ResourceUsage limits) {
    return new ResourceLimits(system, transients, protocol, peer, limits, addresses);
  }

  /** With other limits for where connections come from. */
  public ResourceLimits withAddresses(AddressLimits limits) {
    return new ResourceLimits(system, transients, protocol, peer, connection, limits);
  }
}
