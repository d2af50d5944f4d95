// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.sim;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.p2p.api.stream.ProtocolNotSupportedException;
import org.chaoschain.p2p.api.stream.Stream;

/**
 * A connection to a simulated remote that opens streams, for tests of a stream protocol without a
 * host. The remote takes no streams itself.
 */
public final class SimConnection implements Connection {
  private static final Bytes BINDING = Bytes.wrap(new byte[32]);

  private final Simulation simulation;
  private final PublicKey remoteKey;
  private final Instant openedAt;
  private final SerialExecutor executor;
  private final List<Stream> streams = new ArrayList<>();
  private long nextStream = 1;
  private boolean closed;

  /** A connection to the remote with this key. */
  public SimConnection(Simulation simulation, PublicKey remoteKey) {
    this.simulation = simulation;
    this.remoteKey = remoteKey;
    this.openedAt = simulation.clock().now();
    this.executor = simulation.scheduler().serial("connection");
  }

  /**
   * A stream that the remote has opened.
   *
   * @param local this side, for the protocol under test
   * @param remote the other end of its bytes
   */
  public record Opened(SimStream local, org.chaoschain.p2p.api.channel.Duplex remote) {}

  /** The remote opens a stream. */
  public Opened openedByRemote(String protocol, LinkSettings link) {
    DuplexPair pair = DuplexPair.of(simulation, link);
    SimStream stream = new SimStream(this, nextStream++, protocol, pair.left());
    streams.add(stream);
    return new Opened(stream, pair.right());
  }

  @Override
  public long id() {
    return 1;
  }

  @Override
  public PeerId remotePeer() {
    return PeerId.fromPublicKey(remoteKey);
  }

  @Override
  public PublicKey remoteKey() {
    return remoteKey;
  }

  @Override
  public Multiaddr localAddress() {
    return Multiaddr.parse("/memory/left");
  }

  @Override
  public Multiaddr remoteAddress() {
    return Multiaddr.parse("/memory/right");
  }

  @Override
  public boolean initiator() {
    return false;
  }

  @Override
  public String security() {
    return "/noise";
  }

  /** 32 bytes, the same for all simulated connections. */
  @Override
  public Optional<Bytes> channelBinding() {
    return Optional.of(BINDING);
  }

  @Override
  public String muxer() {
    return "/yamux/1.0.0";
  }

  @Override
  public boolean earlyMuxer() {
    return false;
  }

  @Override
  public Instant openedAt() {
    return openedAt;
  }

  @Override
  public List<Stream> streams() {
    return streams.stream().filter(stream -> !stream.closed()).toList();
  }

  @Override
  public SerialExecutor executor() {
    return executor;
  }

  @Override
  public CompletionStage<Stream> newStream(List<String> protocols) {
    return CompletableFuture.failedFuture(
        new ProtocolNotSupportedException(remotePeer().toString(), protocols));
  }

  @Override
  public void close(CloseReason reason) {
    closed = true;
    streams.forEach(stream -> stream.reset(reason));
  }

  @Override
  public boolean closed() {
    return closed;
  }
}
