// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.host;

import java.util.Set;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.peer.PeerId;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What the connections to peers are worth; a service. With more connections than the high water
 * mark, the host closes those of the least value until the low one is reached; those of protected
 * peers stay, and are made anew when they are lost. Tags stay until they are taken away, whether
 * the peer is connected or not. Safe for use by many threads.
 */
@ProviderType
public interface PeerTags {
  /** The most that one tag can be worth, and its negative the least. */
  int MAX_VALUE = 1_000;

  /**
   * Protects a peer until the same tag is taken away.
   *
   * @param tag whose wish it is; one per feature: {@code gossip.direct}
   * @throws LimitExceededException if more peers would have tags than {@code
   *     p2p.connections.max.tagged.peers}, or this one more than {@code
   *     p2p.connections.max.tags.per.peer}
   */
  void protect(PeerId peer, String tag) throws LimitExceededException;

  /**
   * Takes one protection away.
   *
   * @return whether another tag still protects it
   */
  boolean unprotect(PeerId peer, String tag);

  /** The tags that protect a peer. */
  Set<String> protections(PeerId peer);

  /** Everybody who is protected. */
  Set<PeerId> protectedPeers();

  /**
   * Says what a peer is worth to one feature, instead of what that feature said before.
   *
   * @param value cut to {@link #MAX_VALUE} and its negative
   * @throws LimitExceededException as {@link #protect}
   */
  void tag(PeerId peer, String tag, int value) throws LimitExceededException;

  /** Takes a tag's value away. */
  void untag(PeerId peer, String tag);

  /** The sum of all tags' values and of all {@link PeerValue} services. */
  long value(PeerId peer);
}
