// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.ConnectionListener;
import org.chaoschain.p2p.api.host.DialException;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.transport.Transport;
import org.chaoschain.p2p.api.transport.TransportConnection;
import org.chaoschain.p2p.host.core.resource.ConnectionScope;
import org.chaoschain.p2p.host.core.resource.Scopes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings connections up, those that are dialled and those that come in, and tells the listeners of
 * them. Safe for use by many threads.
 */
final class Connector {
  /** Why connections end when the host does. */
  static final CloseReason STOPS = new CloseReason(CloseReason.Kind.SHUTDOWN, "the host stops");

  private static final Logger LOG = LoggerFactory.getLogger(Connector.class);

  private final HostEnvironment environment;
  private final ConnectionTable connections;
  private final Transports transports;
  private final Upgrader upgrader;
  private final Runnable disconnected;
  private final List<Accounted<ConnectionListener>> connectionListeners =
      new CopyOnWriteArrayList<>();
  private final Gates gates;
  private final Scopes scopes;
  private volatile boolean stopped;

  /**
   * Makes it.
   *
   * @param disconnected told when a connection has ended
   */
  Connector(
      HostEnvironment environment,
      ConnectionTable connections,
      Transports transports,
      Upgrader upgrader,
      Gates gates,
      Runnable disconnected) {
    this.environment = environment;
    this.connections = connections;
    this.transports = transports;
    this.upgrader = upgrader;
    this.disconnected = disconnected;
    this.gates = gates;
    this.scopes = environment.scopes();
  }

  /** No connection comes up any more. */
  synchronized void stop() {
    stopped = true;
  }

  boolean stopped() {
    return stopped;
  }

  void addListener(ConnectionListener listener, PluginAccount account) {
    connectionListeners.add(new Accounted<>(listener, account));
    connections.all().forEach(c -> c.executor().execute(() -> tell(c, listener)));
  }

  void removeListener(ConnectionListener listener) {
    connectionListeners.removeIf(each -> each.service() == listener);
    connections.all().forEach(c -> c.executor().execute(() -> c.forget(listener)));
  }

  /** Dials, negotiates, and takes the connection into the list. */
  CompletionStage<HostConnection> dial(
      Multiaddr address, PeerId expected, CompletionStage<?> over) {
    return transports.forAddress(address).thenCompose(t -> dial(t, address, expected, over));
  }

  /** Makes another connection to the same peer at the same address. */
  CompletionStage<HostConnection> redial(HostConnection old) {
    return dial(old.remoteAddress(), old.remotePeer(), new CompletableFuture<>());
  }

  private CompletionStage<HostConnection> dial(
      Transport transport, Multiaddr address, PeerId expected, CompletionStage<?> over) {
    if (stopped) {
      return CompletableFuture.failedFuture(new DialException("the host has stopped"));
    }
    if (over.toCompletableFuture().isDone()) {
      return CompletableFuture.failedFuture(Dialer.UNWANTED.toException());
    }
    Optional<CloseReason> refusal = gates.dial(expected, address);
    if (refusal.isPresent()) {
      return CompletableFuture.failedFuture(refusal.get().toException());
    }
    ConnectionScope scope;
    try {
      scope = buffered(scopes.open(false, address));
    } catch (LimitExceededException e) {
      return CompletableFuture.failedFuture(e);
    }
    CompletionStage<TransportConnection> dialled;
    try {
      dialled = transport.dial(address, over);
    } catch (RuntimeException e) {
      dialled = CompletableFuture.failedFuture(e);
    }
    return dialled
        .handle(
            (raw, failure) -> {
              if (failure == null) {
                return upgraded(transport, raw, scope, expected, over);
              }
              scope.close();
              // a transport that has gone meanwhile says nothing about the remote
              return transports.has(transport) || stopped
                  ? CompletableFuture.<HostConnection>failedFuture(Failures.unwrap(failure))
                  : dial(address, expected, over);
            })
        .thenCompose(stage -> stage);
  }

  private CompletionStage<HostConnection> upgraded(
      Transport transport,
      TransportConnection raw,
      ConnectionScope scope,
      PeerId expected,
      CompletionStage<?> over) {
    CompletableFuture<HostConnection> ready = new CompletableFuture<>();
    over.thenRun(
        () -> {
          if (!ready.isDone()) {
            raw.reset(Dialer.UNWANTED);
          }
        });
    raw.executor().run(() -> upgrade(transport, raw, scope, Optional.of(expected), ready));
    return ready;
  }

  /** Takes a place for what is buffered below the muxer of a connection too. */
  private static ConnectionScope buffered(ConnectionScope scope) throws LimitExceededException {
    try {
      scope.reserveMemory(Upgrader.BUFFERS);
      return scope;
    } catch (LimitExceededException e) {
      scope.close();
      throw e;
    }
  }

  /** Takes an inbound connection, inside its executor. */
  void accept(Transport transport, TransportConnection raw) {
    if (stopped) {
      raw.reset(STOPS);
      return;
    }
    Optional<CloseReason> refusal = gates.accept(raw.localAddress(), raw.remoteAddress());
    if (refusal.isPresent()) {
      raw.reset(refusal.get());
      return;
    }
    ConnectionScope scope;
    try {
      scope =
          buffered(
              scopes.accept(
                  raw.remoteAddress(),
                  environment.clock().nanoTime(),
                  why -> raw.reset(CloseReason.limit(why))));
    } catch (LimitExceededException e) {
      raw.reset(CloseReason.limit(e.getMessage()));
      return;
    }
    CompletableFuture<HostConnection> ready = new CompletableFuture<>();
    ready.whenComplete(
        (connection, failure) -> {
          if (failure != null) {
            environment.metrics().counter("p2p.inbound.failed").increment();
            LOG.debug("Inbound {} failed: {}", raw.remoteAddress(), Failures.text(failure));
          }
        });
    upgrade(transport, raw, scope, Optional.empty(), ready);
  }

  private void upgrade(
      Transport transport,
      TransportConnection raw,
      ConnectionScope scope,
      Optional<PeerId> expected,
      CompletableFuture<HostConnection> ready) {
    upgrader
        .upgrade(transport, raw, scope, expected)
        .whenComplete(
            (upgraded, failure) -> {
              if (failure != null) {
                scope.close();
                ready.completeExceptionally(Failures.unwrap(failure));
              } else {
                start(upgraded, ready);
              }
            });
  }

  private void start(Upgrader.Upgraded upgraded, CompletableFuture<HostConnection> ready) {
    HostConnection connection = upgraded.connection();
    Optional<CloseReason> refusal = admit(connection);
    if (refusal.isPresent()) {
      connection.close(refusal.get());
      connection.onClosed(refusal.get());
      ready.completeExceptionally(refusal.get().toException());
      return;
    }
    connection.end().thenAccept(reason -> ended(connection, reason));
    try {
      connection.attach(
          upgraded.muxer().mux(upgraded.session().duplex(), connection.initiator(), connection));
    } catch (RuntimeException | Error e) {
      LOG.warn("The muxer {} failed to take {}", connection.muxer(), connection, e);
      CloseReason reason =
          new CloseReason(CloseReason.Kind.HANDLER_FAILED, "the muxer failed: " + e);
      upgraded.session().duplex().reset(reason);
      connection.onClosed(reason);
      ready.completeExceptionally(reason.toException());
      return;
    }
    connection.scope().established();
    LOG.debug("{} is up", connection);
    if (!transports.has(connection.transport())) {
      connection.leaves(); // it came up while its transport went
    }
    connectionListeners.forEach(each -> connection.tell(each.service(), each.account()));
    connection.open();
    ready.complete(connection);
  }

  private void tell(HostConnection connection, ConnectionListener listener) {
    Accounted.of(listener, connectionListeners)
        .ifPresent(each -> connection.tell(listener, each.account()));
  }

  private Optional<CloseReason> admit(HostConnection connection) {
    if (connection.remotePeer().equals(environment.identity().peerId())) {
      return Optional.of(CloseReason.protocolError("the remote has this node's own identity"));
    }
    synchronized (this) { // none comes in after stop() has looked at them
      if (stopped) {
        return Optional.of(STOPS);
      }
      connections.add(connection);
      return Optional.empty();
    }
  }

  private void ended(HostConnection connection, CloseReason reason) {
    connections.remove(connection);
    environment
        .metrics()
        .counter("p2p.connections.ended", "reason", reason.kind().name())
        .increment();
    LOG.debug("{} has ended: {}", connection, reason);
    disconnected.run();
  }
}
