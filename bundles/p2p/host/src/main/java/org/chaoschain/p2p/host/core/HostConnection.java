// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.ConnectionListener;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.muxer.MuxedConnection;
import org.chaoschain.p2p.api.muxer.MuxedConnectionHandler;
import org.chaoschain.p2p.api.muxer.MuxedStream;
import org.chaoschain.p2p.api.muxer.StreamMuxer;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.p2p.api.security.SecureChannel;
import org.chaoschain.p2p.api.security.SecureSession;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.api.transport.Transport;
import org.chaoschain.p2p.host.core.resource.ConnectionScope;
import org.chaoschain.p2p.host.core.resource.StreamScope;
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
      Paced raw,
      SecureSession session,
      String security,
      String muxerId,
      Generation<SecureChannel> channel,
      Generation<StreamMuxer> muxer,
      Transport transport,
      ConnectionScope scope,
      Instant openedAt) {}

  /** What a connection is good for; the best first. */
  enum Standing {
    /** For everything. */
    STAYS,
    /** For everything, but not for long: what carries it is going. */
    LEAVES,
    /** For the streams that are open: one side has said go-away. */
    DRAINS
  }

  private final Facts facts;
  private final StreamNegotiator negotiator;
  private final Set<HostStream> streams = ConcurrentHashMap.newKeySet();
  private final Map<ConnectionListener, PluginAccount> told = new LinkedHashMap<>();
  private final CompletableFuture<CloseReason> end = new CompletableFuture<>();
  private List<MuxedStream> early = new ArrayList<>();
  private final FailedStreams failures;
  private final Consumer<HostConnection> goneAway;
  private volatile MuxedConnection muxed;
  private volatile Standing standing = Standing.STAYS;
  private boolean moving;

  /**
   * Made by the upgrade.
   *
   * @param goneAway told once when the remote takes no new streams any more
   */
  HostConnection(Facts facts, StreamNegotiator negotiator, Consumer<HostConnection> goneAway) {
    this.facts = facts;
    this.negotiator = negotiator;
    this.goneAway = goneAway;
    this.failures = negotiator.failures();
  }

  /** The remote opens streams in vain: it is not heard for a while. Inside the executor. */
  void rest(Scheduler scheduler) {
    facts.raw().rest(failures.pause(), scheduler);
  }

  /** Of the streams that the remote opens. Inside the executor. */
  FailedStreams failures() {
    return failures;
  }

  Standing standing() {
    return standing;
  }

  Transport transport() {
    return facts.transport();
  }

  /** Whether this transport, secure channel or muxer carries it. */
  boolean uses(Object service) {
    return facts.transport() == service
        || facts.channel().service() == service
        || facts.muxer().service() == service;
  }

  /** Whether nobody else is moving it; the caller is from now on. */
  synchronized boolean startsMoving() {
    boolean first = !moving;
    moving = true;
    return first;
  }

  /** It was not moved; somebody may try again. */
  synchronized void notMoved() {
    moving = false;
  }

  /** What carries it is going. It goes on. */
  synchronized void leaves() {
    facts.scope().replaced();
    if (standing == Standing.STAYS) {
      standing = Standing.LEAVES;
    }
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
  void tell(ConnectionListener listener, PluginAccount account) {
    if (!closed() && told.putIfAbsent(listener, account) == null) {
      guarded(account, () -> listener.onConnected(this));
      if (standing == Standing.DRAINS) {
        guarded(account, () -> listener.onDraining(this));
      }
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
  public void onGoAway() {
    if (drains()) {
      goneAway.accept(this);
    }
  }

  /** No new streams. Inside the executor. */
  private boolean drains() {
    synchronized (this) {
      if (standing == Standing.DRAINS) {
        return false;
      }
      standing = Standing.DRAINS;
    }
    new LinkedHashMap<>(told).forEach((l, account) -> guarded(account, () -> l.onDraining(this)));
    return true;
  }

  /** The remote has broken the protocol of a stream, which has been reset for it. */
  void violated(String protocol, CloseReason reason) {
    executor()
        .run(
            () -> {
              failures.failed();
              new LinkedHashMap<>(told)
                  .forEach(
                      (l, account) ->
                          guarded(account, () -> l.onViolation(this, protocol, reason)));
            });
  }

  @Override
  public void onClosed(CloseReason reason) {
    if (end.complete(reason)) {
      Map<ConnectionListener, PluginAccount> all = new LinkedHashMap<>(told);
      told.clear();
      all.forEach((l, account) -> guarded(account, () -> l.onDisconnected(this, reason)));
      facts.channel().leave();
      facts.muxer().leave();
      facts.scope().close();
    }
  }

  void streamStarted(HostStream stream) {
    streams.add(stream);
  }

  void streamEnded(HostStream stream) {
    streams.remove(stream);
  }

  /** How many streams with an id the remote has open that this generation serves. */
  int inboundStreams(String protocol, Generation<StreamProtocol> served) {
    int count = 0;
    for (HostStream stream : streams) {
      if (stream.servedBy(served) && stream.protocol().equals(protocol)) {
        count++;
      }
    }
    return count;
  }

  private void guarded(PluginAccount account, Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      account.failed("listener of connections", e);
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
    StreamScope scope;
    try {
      scope = facts.scope().openStream(false);
    } catch (LimitExceededException e) {
      return CompletableFuture.failedFuture(e);
    }
    CompletionStage<Stream> opened;
    try {
      opened =
          current.openStream().thenCompose(s -> negotiator.outbound(this, s, scope, protocols));
    } catch (RuntimeException e) {
      opened = CompletableFuture.failedFuture(e);
    }
    return opened.whenComplete(
        (stream, failure) -> {
          if (failure != null) {
            scope.close();
          }
        });
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

  /** Says go-away, and closes once the open streams have ended. */
  void drain() {
    executor()
        .execute(
            () -> {
              MuxedConnection current = muxed;
              if (current != null && !closed()) {
                drains();
                current.drain();
              }
            });
  }

  @Override
  public boolean closed() {
    return end.isDone();
  }

  @Override
  public ConnectionScope scope() {
    return facts.scope();
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
    return facts.muxerId();
  }

  @Override
  public boolean earlyMuxer() {
    return facts.session().muxer().isPresent();
  }

  @Override
  public Optional<Bytes> channelBinding() {
    return facts.session().channelBinding();
  }

  @Override
  public Instant openedAt() {
    return facts.openedAt();
  }

  /** The streams that the remote has opened and this protocol serves. */
  List<HostStream> streamsOf(Generation<StreamProtocol> served) {
    return streams.stream()
        .filter(stream -> stream.servedBy(served))
        .sorted(Comparator.comparingLong(HostStream::id))
        .toList();
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
