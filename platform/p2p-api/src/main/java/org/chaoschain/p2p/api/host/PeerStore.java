// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.host;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What is known of peers. Bounded: the peers that were heard of longest ago are forgotten first,
 * those that are connected last. Safe for use by many threads.
 */
@ProviderType
public interface PeerStore {
  /** Everybody something is known of. */
  Set<PeerId> peers();

  /**
   * Remembers addresses that somebody claims for a peer. They are ignored while a certified record
   * is known.
   *
   * @param timeToLive after which they are forgotten
   */
  void addAddresses(PeerId peer, Collection<Multiaddr> addresses, Duration timeToLive);

  /**
   * Remembers addresses that the peer has signed.
   *
   * @param envelope the signed envelope as received, already verified
   * @param sequence of the peer record; an older one is ignored
   * @return whether it was newer than what was known
   */
  boolean putCertified(
      PeerId peer,
      Bytes envelope,
      long sequence,
      Collection<Multiaddr> addresses,
      Duration timeToLive);

  /** The addresses to dial, certified ones if there are any. */
  List<Multiaddr> addresses(PeerId peer);

  /** The peer's signed record, as received. */
  Optional<Bytes> certifiedRecord(PeerId peer);

  /** Remembers what identify has told. */
  void setIdentity(
      PeerId peer, String agentVersion, String protocolVersion, Collection<String> protocols);

  /** The protocols that the peer offers, as far as it is known. */
  Set<String> protocols(PeerId peer);

  /** What software the peer says it runs. */
  Optional<String> agentVersion(PeerId peer);

  /** Forgets a peer. */
  void remove(PeerId peer);
}
