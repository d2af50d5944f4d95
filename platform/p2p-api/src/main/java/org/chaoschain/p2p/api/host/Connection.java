// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.host;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.p2p.api.resource.ResourceScope;
import org.chaoschain.p2p.api.stream.Stream;
import org.osgi.annotation.versioning.ProviderType;

/** A secured and multiplexed connection to a peer. Safe for use by many threads. */
@ProviderType
public interface Connection {
  /** A number that is unique in this host, for logs. */
  long id();

  /** Who the remote has proved to be. */
  PeerId remotePeer();

  /** The remote's public key. */
  PublicKey remoteKey();

  /** This side's address. */
  Multiaddr localAddress();

  /** The remote's address as seen here. */
  Multiaddr remoteAddress();

  /** Whether this side has dialled. */
  boolean initiator();

  /** The secure channel in use: {@code /noise}. */
  String security();

  /**
   * A value that both ends know and that no other connection has: for {@code /noise} the hash of
   * the handshake, 32 bytes. What is signed over it is good for this connection only. Empty if the
   * secure channel has none.
   */
  default Optional<Bytes> channelBinding() {
    return Optional.empty();
  }

  /** The muxer in use: {@code /yamux/1.0.0}. */
  String muxer();

  /** Whether the muxer was agreed on inside the security handshake. */
  boolean earlyMuxer();

  /** When it was ready. */
  Instant openedAt();

  /** The streams that are open now, in both directions. */
  List<Stream> streams();

  /** The account on which its streams and buffers are. */
  default ResourceScope scope() {
    return ResourceScope.UNLIMITED;
  }

  /** Where everything on this connection happens. */
  SerialExecutor executor();

  /** Opens a stream on this connection; see {@link Host#newStream}. */
  CompletionStage<Stream> newStream(List<String> protocols);

  /** Closes it; its streams are reset. */
  void close(CloseReason reason);

  /** Whether it has ended. */
  boolean closed();
}
