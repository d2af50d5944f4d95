// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.host;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.stream.Stream;
import org.osgi.annotation.versioning.ProviderType;

/** This node in the peer-to-peer network. Safe for use by many threads. */
@ProviderType
public interface Host {
  /** Who this node is. */
  PeerId peerId();

  /** The addresses that are bound now, with real ports. */
  List<Multiaddr> listenAddresses();

  /**
   * The addresses others can dial: those of the configuration ({@code p2p.host.announce}), else the
   * bound ones with unspecified IPs replaced by those of the interfaces. Without {@code /p2p/…}.
   */
  List<Multiaddr> announcedAddresses();

  /** The protocols offered now, sorted. */
  Set<String> protocols();

  /**
   * The connection to a peer: the one that exists, or a new one. Names are resolved, addresses are
   * tried with a stagger, the first that proves the peer's identity wins.
   *
   * @param peer with addresses; where there are none, those of the peer store are used
   * @return fails with {@link DialException} that says for each address why
   */
  CompletionStage<Connection> connect(AddressInfo peer);

  /**
   * Opens a stream, connecting first where needed (by the peer store's addresses).
   *
   * @param protocols best first, at least one
   * @return completes inside the stream's executor, with reading off; set the handler there. Fails
   *     with {@link DialException}, {@link
   *     org.chaoschain.p2p.api.stream.ProtocolNotSupportedException}, {@link
   *     org.chaoschain.api.metrics.LimitExceededException} or {@link
   *     org.chaoschain.p2p.api.channel.ChannelClosedException}
   */
  CompletionStage<Stream> newStream(PeerId peer, List<String> protocols);

  /** All connections that are up. */
  List<Connection> connections();

  /** The oldest connection to a peer that is up. */
  Optional<Connection> connection(PeerId peer);

  /** Closes every connection to a peer. */
  void disconnect(PeerId peer, CloseReason reason);
}
