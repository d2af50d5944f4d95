// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.time.Duration;
import java.util.List;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.multistream.core.NegotiationLimits;

/**
 * What a host is told.
 *
 * @param listen addresses to listen on; key {@code p2p.host.listen}
 * @param announce addresses to tell others instead of those that are bound; key {@code
 *     p2p.host.announce}
 * @param targetPeers with fewer connected peers, discovered ones are dialled; key {@code
 *     p2p.host.target.peers}
 * @param maxDials peers that are dialled at the same time; key {@code p2p.host.max.dials}
 * @param maxAddressesPerDial addresses that are tried for one peer; key {@code
 *     p2p.host.max.addresses.per.dial}
 * @param maxPeers peers that the peer store remembers; key {@code p2p.host.max.peers}
 * @param dialStagger the next address is tried if the one before has not answered for so long; key
 *     {@code p2p.host.dial.stagger}
 * @param upgradeTimeout from the raw connection to the muxer; key {@code p2p.host.upgrade.timeout}
 * @param upgradePace how often it is looked whether something comes during an upgrade; key {@code
 *     p2p.host.upgrade.pace}
 * @param upgradeMinBytes bytes that must come each time; key {@code p2p.host.upgrade.min.bytes}
 * @param negotiationTimeout to agree on a stream's protocol; key {@code
 *     p2p.host.negotiation.timeout}
 * @param negotiationMaxMessage bytes of one message while a protocol is agreed on; key {@code
 *     p2p.host.negotiation.max.message}
 * @param negotiationMaxAttempts proposals in one negotiation; key {@code
 *     p2p.host.negotiation.max.attempts}
 * @param failedStreamsRate streams of one connection that may fail in a second over a long time;
 *     beyond it further ones are refused for a while; key {@code p2p.host.failed.streams.rate}
 * @param failedStreamsBurst how many may fail at once; key {@code p2p.host.failed.streams.burst}
 * @param drainTimeout after which the streams of a protocol that has gone are reset, and the
 *     connections of a secure channel or muxer closed; key {@code p2p.host.drain.timeout}
 * @param handoverTimeout how long dials wait, and addresses stay announced, when a transport has
 *     gone and none has come in its place; key {@code p2p.host.handover.timeout}
 * @param discoveryInterval how often discoveries are asked while peers are wanted; key {@code
 *     p2p.host.discovery.interval}
 */
public record HostConfig(
    List<Multiaddr> listen,
    List<Multiaddr> announce,
    int targetPeers,
    int maxDials,
    int maxAddressesPerDial,
    int maxPeers,
    Duration dialStagger,
    Duration upgradeTimeout,
    Duration upgradePace,
    int upgradeMinBytes,
    Duration negotiationTimeout,
    int negotiationMaxMessage,
    int negotiationMaxAttempts,
    int failedStreamsRate,
    int failedStreamsBurst,
    Duration drainTimeout,
    Duration handoverTimeout,
    Duration discoveryInterval) {

  /** The prefix of the configuration keys. */
  public static final String KEY_PREFIX = "p2p.host.";

  /** Keeps immutable copies of the lists. */
  public HostConfig {
    listen = List.copyOf(listen);
    announce = List.copyOf(announce);
  }

  /** With another number of peers that are wanted. */
  public HostConfig withTargetPeers(int peers) {
    return new HostConfig(
        listen,
        announce,
        peers,
        maxDials,
        maxAddressesPerDial,
        maxPeers,
        dialStagger,
        upgradeTimeout,
        upgradePace,
        upgradeMinBytes,
        negotiationTimeout,
        negotiationMaxMessage,
        negotiationMaxAttempts,
        failedStreamsRate,
        failedStreamsBurst,
        drainTimeout,
        handoverTimeout,
        discoveryInterval);
  }

  /** The defaults, with these addresses to listen on. */
  public static HostConfig defaults(List<Multiaddr> listen) {
    return new HostConfig(
        listen,
        List.of(),
        24,
        16,
        16,
        4096,
        Duration.ofMillis(250),
        Duration.ofSeconds(15),
        Duration.ofSeconds(5),
        64,
        Duration.ofSeconds(10),
        NegotiationLimits.DEFAULT_MESSAGE_BYTES,
        NegotiationLimits.DEFAULT_ATTEMPTS,
        64,
        512,
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10));
  }
}
