// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.ConnectionListener;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.muxer.MuxedConnection;
import org.chaoschain.p2p.api.muxer.MuxedConnectionHandler;
import org.chaoschain.p2p.api.muxer.MuxedStream;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.p2p.api.security.SecureSession;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One upgraded connection. Streams that the remote opens wait until every listener has heard of the
 * connection, so that no protocol meets a stranger.
 */
final class HostConnection implements Connection, MuxedConnectionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(HostConnection.class);

  /** What the upgrade has found out. */
  record Facts(
      long id,
      boolean initiator,
      Multiaddr localAddress,
      Multiaddr remoteAddress,
      SecureSession session,
      String security,
      String muxer,
      Instant openedAt) {}

  private final Facts facts;
  private final StreamNegotiator negotiator;
  private final Set<HostStream> streams = ConcurrentHashMap.newKeySet();
  private final Set<ConnectionListener> told = new HashSet<>();
  private final CompletableFuture<CloseReason> end = new CompletableFuture<>();
  private List<MuxedStream> early = new ArrayList<>();
  private volatile MuxedConnection muxed;

  HostConnection(Facts facts, StreamNegotiator negotiator) {
    this.facts = facts;
    this.negotiator = negotiator;
  }

  /** The muxer runs. Inside the executor. */
  void attach(MuxedConnection connection) {
    this.muxed = connection;
  }

  /** Everybody has been told: streams may come. Inside the executor. */
  void open() {
    List<MuxedStream> waiting = early;
    early = null;
    waiting.forEach(stream -> negotiator.inbound(this, stream));
  }

  /** Tells a listener of this connection, once. Inside the executor. */
  void tell(ConnectionListener listener) {
    if (!closed() && told.add(listener)) {
      guarded(() -> listener.onConnected(this));
    }
  }

  /** A listener has gone. Inside the executor. */
  void forget(ConnectionListener listener) {
    told.remove(listener);
  }

  /**
   * Completes, inside the executor, when the connection has ended and before listeners hear of it.
   */
  CompletionStage<CloseReason> end() {
    return end;
  }

  @Override
  public void onStream(MuxedStream stream) {
    if (early != null) {
      early.add(stream);
    } else {
      negotiator.inbound(this, stream);
    }
  }

  @Override
  public void onClosed(CloseReason reason) {
    if (end.complete(reason)) {
      List.copyOf(told).forEach(l -> guarded(() -> l.onDisconnected(this, reason)));
      told.clear();
    }
  }

  void streamStarted(HostStream stream) {
    streams.add(stream);
  }

  void streamEnded(HostStream stream) {
    streams.remove(stream);
  }

  /** How many streams of a protocol the remote has open. */
  int inboundStreams(String protocol) {
    int count = 0;
    for (Stream stream : streams) {
      if (!stream.initiator() && stream.protocol().equals(protocol)) {
        count++;
      }
    }
    return count;
  }

  private void guarded(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      LOG.warn("A listener of connections failed on {}", this, e);
    }
  }

  @Override
  public CompletionStage<Stream> newStream(List<String> protocols) {
    CompletableFuture<Stream> result = new CompletableFuture<>();
    executor()
        .execute(
            () ->
                newStreamNow(protocols)
                    .whenComplete(
                        (stream, failure) -> {
                          if (failure != null) {
                            result.completeExceptionally(Failures.unwrap(failure));
                          } else if (!result.complete(stream)) {
                            stream.reset(
                                new CloseReason(
                                    CloseReason.Kind.LOCAL, "nobody waits for it any more"));
                          }
                        }));
    return result;
  }

  private CompletionStage<Stream> newStreamNow(List<String> protocols) {
    MuxedConnection current = muxed;
    if (current == null) {
      return CompletableFuture.failedFuture(
          CloseReason.connectionLost(this + " failed").toException());
    }
    try {
      return current.openStream().thenCompose(s -> negotiator.outbound(this, s, protocols));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void close(CloseReason reason) {
    MuxedConnection current = muxed;
    if (current != null) {
      current.close(reason);
    } else {
      facts.session().duplex().reset(reason);
    }
  }

  /** Closes once the open streams have ended. */
  void drain() {
    MuxedConnection current = muxed;
    if (current != null) {
      current.drain();
    }
  }

  @Override
  public boolean closed() {
    return end.isDone();
  }

  @Override
  public long id() {
    return facts.id();
  }

  @Override
  public PeerId remotePeer() {
    return facts.session().remotePeer();
  }

  @Override
  public PublicKey remoteKey() {
    return facts.session().remoteKey();
  }

  @Override
  public Multiaddr localAddress() {
    return facts.localAddress();
  }

  @Override
  public Multiaddr remoteAddress() {
    return facts.remoteAddress();
  }

  @Override
  public boolean initiator() {
    return facts.initiator();
  }

  @Override
  public String security() {
    return facts.security();
  }

  @Override
  public String muxer() {
    return facts.muxer();
  }

  @Override
  public boolean earlyMuxer() {
    return facts.session().muxer().isPresent();
  }

  @Override
  public Instant openedAt() {
    return facts.openedAt();
  }

  /** Ends the streams that the remote has opened and this protocol serves. */
  void resetStreamsOf(StreamProtocol gone) {
    for (HostStream stream : streams) {
      if (stream.servedBy(gone)) {
        stream.reset(
            new CloseReason(
                CloseReason.Kind.SHUTDOWN, stream.protocol() + " is not offered any more"));
      }
    }
  }

  @Override
  public List<Stream> streams() {
    return List.copyOf(streams);
  }

  @Override
  public SerialExecutor executor() {
    return facts.session().duplex().executor();
  }

  @Override
  public String toString() {
    return "connection " + id() + " with " + remotePeer() + " at " + remoteAddress();
  }
}
