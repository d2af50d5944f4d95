// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.discovery.Discovery;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.ConnectionListener;
import org.chaoschain.p2p.api.host.DialException;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.HostListener;
import org.chaoschain.p2p.api.host.PeerStore;
import org.chaoschain.p2p.api.host.PeerStoreListener;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.muxer.StreamMuxer;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.security.SecureChannel;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.api.transport.Transport;
import org.chaoschain.p2p.api.transport.TransportConnection;
import org.chaoschain.p2p.multistream.core.NegotiationLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host: takes up and lets go transports, channels, muxers, protocols, listeners and discoveries
 * while it runs. Safe for use by many threads.
 */
public final class P2pHost implements Host {
  private static final Logger LOG = LoggerFactory.getLogger(P2pHost.class);
  private static final CloseReason STOPS =
      new CloseReason(CloseReason.Kind.SHUTDOWN, "the host stops");

  private final HostConfig config;
  private final HostEnvironment environment;
  private final ProtocolTable protocols = new ProtocolTable();
  private final Upgrader upgrader;
  private final Listeners listeners;
  private final BoundedPeerStore peerStore;
  private final Discoveries discoveries;
  private final SerialExecutor executor;
  private final List<Transport> transports = new CopyOnWriteArrayList<>();
  private final List<ConnectionListener> connectionListeners = new CopyOnWriteArrayList<>();
  private final List<HostListener> hostListeners = new CopyOnWriteArrayList<>();
  private final Map<Long, HostConnection> connections = new ConcurrentHashMap<>();
  private final Map<PeerId, CompletableFuture<Connection>> dials = new ConcurrentHashMap<>();
  private final AtomicInteger pending = new AtomicInteger();
  private final Cancellable connectionsGauge;
  private final Limit maxConnections;
  private final Limit maxPending;
  private final Limit maxPerPeer;
  private final Limit maxDials;
  private volatile boolean stopped;

  /** Makes a host; it listens as soon as a transport is added. */
  public P2pHost(HostConfig config, HostEnvironment environment) {
    this.config = config;
    this.environment = environment;
    this.executor = environment.scheduler().serial("p2p-host");
    String prefix = HostConfig.KEY_PREFIX;
    var metrics = environment.metrics();
    this.maxConnections =
        metrics.limit(prefix + "max.connections", config.maxConnections(), "connections");
    this.maxPending =
        metrics.limit(prefix + "max.pending", config.maxPending(), "pending connections");
    this.maxPerPeer =
        metrics.limit(
            prefix + "max.connections.per.peer", config.maxConnectionsPerPeer(), "connections");
    this.maxDials = metrics.limit(prefix + "max.dials", config.maxDials(), "dials");
    this.peerStore =
        new BoundedPeerStore(environment.clock(), metrics, config.maxPeers(), this::connected);
    NegotiationLimits limits =
        NegotiationLimits.of(
            metrics, config.negotiationMaxMessage(), config.negotiationMaxAttempts());
    this.upgrader =
        new Upgrader(
            config,
            environment,
            new StreamNegotiator(protocols, config, environment.scheduler(), metrics, limits),
            limits);
    this.listeners = new Listeners(config, environment, executor, this::accept, this::hostChanged);
    this.discoveries = new Discoveries(this, config, environment);
    this.connectionsGauge = metrics.gauge("p2p.connections", connections::size);
  }

  /** What is known of peers. */
  public PeerStore peerStore() {
    return peerStore;
  }

  /** Closes listeners and connections and stops discoveries. The host cannot be used any more. */
  public void stop() {
    synchronized (this) {
      stopped = true;
    }
    discoveries.stop();
    listeners.stop();
    connections.values().forEach(connection -> connection.close(STOPS));
    connectionsGauge.cancel();
    peerStore.close();
  }

  /** Takes a transport up: listens and dials with it. */
  public void addTransport(Transport transport) {
    transports.add(transport);
    listeners.add(transport);
  }

  /** Lets a transport go: its listeners are closed, connections drain. */
  public void removeTransport(Transport transport) {
    transports.remove(transport);
    listeners.remove(transport);
  }

  /** Offers a secure channel from now on. */
  public void addSecureChannel(SecureChannel channel) {
    upgrader.add(channel);
  }

  /** Stops offering it; connections that use it go on. */
  public void removeSecureChannel(SecureChannel channel) {
    upgrader.remove(channel);
  }

  /** Offers a muxer from now on. */
  public void addMuxer(StreamMuxer muxer) {
    upgrader.add(muxer);
  }

  /** Stops offering it; connections that use it go on. */
  public void removeMuxer(StreamMuxer muxer) {
    upgrader.remove(muxer);
  }

  /** Offers a protocol from now on. */
  public void addProtocol(StreamProtocol protocol) {
    if (protocols.add(protocol)) {
      hostChanged();
    }
  }

  /** Stops offering it; its streams have until the drain deadline to end. */
  public void removeProtocol(StreamProtocol protocol) {
    if (protocols.remove(protocol)) {
      hostChanged();
    }
    environment.scheduler().schedule(config.drainTimeout(), () -> resetStreamsOf(protocol));
  }

  /** Adds a listener, which hears of the connections that are up first. */
  public void addConnectionListener(ConnectionListener listener) {
    connectionListeners.add(listener);
    connections.values().forEach(c -> c.executor().execute(() -> tell(c, listener)));
  }

  /** Removes a listener. */
  public void removeConnectionListener(ConnectionListener listener) {
    connectionListeners.remove(listener);
    connections.values().forEach(c -> c.executor().execute(() -> c.forget(listener)));
  }

  /** Adds a listener. */
  public void addHostListener(HostListener listener) {
    hostListeners.add(listener);
  }

  /** Removes a listener. */
  public void removeHostListener(HostListener listener) {
    hostListeners.remove(listener);
  }

  /** Adds a listener. */
  public void addPeerStoreListener(PeerStoreListener listener) {
    peerStore.addListener(listener);
  }

  /** Removes a listener. */
  public void removePeerStoreListener(PeerStoreListener listener) {
    peerStore.removeListener(listener);
  }

  /** Starts a discovery; the peers it finds are dialled while more are wanted. */
  public void addDiscovery(Discovery discovery) {
    discoveries.add(discovery);
  }

  /** Stops a discovery. */
  public void removeDiscovery(Discovery discovery) {
    discoveries.remove(discovery);
  }

  @Override
  public PeerId peerId() {
    return environment.identity().peerId();
  }

  @Override
  public List<Multiaddr> listenAddresses() {
    return listeners.bound();
  }

  @Override
  public List<Multiaddr> announcedAddresses() {
    return listeners.announced();
  }

  @Override
  public Set<String> protocols() {
    return protocols.ids();
  }

  @Override
  public List<Connection> connections() {
    List<Connection> all = new ArrayList<>(connections.values());
    all.sort(Comparator.comparingLong(Connection::id));
    return all;
  }

  @Override
  public Optional<Connection> connection(PeerId peer) {
    return connections.values().stream()
        .filter(c -> c.remotePeer().equals(peer) && !c.closed())
        .min(Comparator.comparingLong(Connection::id))
        .map(Connection.class::cast);
  }

  private boolean connected(PeerId peer) {
    return connections.values().stream().anyMatch(c -> c.remotePeer().equals(peer));
  }

  @Override
  public void disconnect(PeerId peer, CloseReason reason) {
    connections().stream().filter(c -> c.remotePeer().equals(peer)).forEach(c -> c.close(reason));
  }

  @Override
  public CompletionStage<Connection> connect(AddressInfo target) {
    PeerId peer = target.peer();
    Optional<Connection> up = connection(peer);
    if (up.isPresent()) {
      return CompletableFuture.completedFuture(up.get());
    }
    if (stopped || peer.equals(peerId())) {
      return CompletableFuture.failedFuture(
          new DialException(
              stopped ? "the host has stopped" : peer + " is this node itself; it is not dialled"));
    }
    CompletableFuture<Connection> mine = new CompletableFuture<>();
    CompletableFuture<Connection> running = dials.putIfAbsent(peer, mine);
    if (running != null) {
      return running;
    }
    mine.whenComplete((connection, failure) -> dials.remove(peer, mine));
    if (!maxDials.allows(dials.size())) {
      mine.completeExceptionally(maxDials.refuse("dialling " + peer, dials.size()));
      return mine;
    }
    List<Multiaddr> addresses =
        target.addresses().isEmpty() ? peerStore.addresses(peer) : target.addresses();
    new Dialer(environment, config, this::dial, peer)
        .dial(addresses)
        .whenComplete(
            (connection, failure) -> {
              if (failure == null) {
                mine.complete(connection);
              } else {
                mine.completeExceptionally(Failures.unwrap(failure));
              }
            });
    return mine;
  }

  @Override
  public CompletionStage<Stream> newStream(PeerId peer, List<String> wanted) {
    return connection(peer)
        .<CompletionStage<Connection>>map(CompletableFuture::completedFuture)
        .orElseGet(() -> connect(new AddressInfo(peer, List.of())))
        .thenCompose(connection -> connection.newStream(wanted));
  }

  /** Whether discovered peers can be dialled at all. */
  boolean ready() {
    return !stopped && !transports.isEmpty() && upgrader.ready();
  }

  /** How many different peers are connected. */
  int connectedPeers() {
    return (int) connections.values().stream().map(Connection::remotePeer).distinct().count();
  }

  private CompletionStage<HostConnection> dial(Multiaddr address, PeerId expected) {
    Optional<Transport> transport =
        transports.stream().filter(t -> t.supports(address)).findFirst();
    if (transport.isEmpty()) {
      return CompletableFuture.failedFuture(
          new DialException("no active transport can dial " + address));
    }
    if (stopped) {
      return CompletableFuture.failedFuture(new DialException("the host has stopped"));
    }
    return transport
        .get()
        .dial(address)
        .thenCompose(
            raw -> {
              CompletableFuture<HostConnection> ready = new CompletableFuture<>();
              raw.executor().run(() -> upgrade(raw, true, Optional.of(expected), ready));
              return ready;
            });
  }

  private void accept(TransportConnection raw) {
    if (stopped) {
      raw.reset(STOPS);
      return;
    }
    String who = "inbound " + raw.remoteAddress();
    long more = connections.size() + 1L;
    if (!maxConnections.allows(more)) {
      raw.reset(CloseReason.limit(maxConnections.refuse(who, more).getMessage()));
      return;
    }
    int waiting = pending.incrementAndGet();
    if (!maxPending.allows(waiting)) {
      pending.decrementAndGet();
      raw.reset(CloseReason.limit(maxPending.refuse(who, waiting).getMessage()));
      return;
    }
    CompletableFuture<HostConnection> ready = new CompletableFuture<>();
    ready.whenComplete(
        (connection, failure) -> {
          pending.decrementAndGet();
          if (failure != null) {
            environment.metrics().counter("p2p.inbound.failed").increment();
            LOG.debug("Inbound {} failed: {}", raw.remoteAddress(), Failures.text(failure));
          }
        });
    upgrade(raw, false, Optional.empty(), ready);
  }

  private void upgrade(
      TransportConnection raw,
      boolean initiator,
      Optional<PeerId> expected,
      CompletableFuture<HostConnection> ready) {
    upgrader
        .upgrade(raw, initiator, expected)
        .whenComplete(
            (upgraded, failure) -> {
              if (failure != null) {
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
    LOG.debug("{} is up", connection);
    connectionListeners.forEach(listener -> connection.tell(listener));
    connection.open();
    ready.complete(connection);
  }

  private void tell(HostConnection connection, ConnectionListener listener) {
    if (connectionListeners.contains(listener)) {
      connection.tell(listener);
    }
  }

  /** Takes a connection into the list, or says why not. */
  private synchronized Optional<CloseReason> admit(HostConnection connection) {
    Optional<CloseReason> refusal = refusal(connection);
    if (refusal.isEmpty()) {
      connections.put(connection.id(), connection);
    }
    return refusal;
  }

  private Optional<CloseReason> refusal(HostConnection connection) {
    PeerId peer = connection.remotePeer();
    if (stopped) {
      return Optional.of(STOPS);
    }
    if (peer.equals(peerId())) {
      return Optional.of(CloseReason.protocolError("the remote has this node's own identity"));
    }
    if (!maxConnections.allows(connections.size() + 1L)) {
      return Optional.of(
          CloseReason.limit(
              maxConnections.refuse(connection.toString(), connections.size() + 1L).getMessage()));
    }
    long same = connections.values().stream().filter(c -> c.remotePeer().equals(peer)).count() + 1;
    return maxPerPeer.allows(same)
        ? Optional.empty()
        : Optional.of(
            CloseReason.limit(maxPerPeer.refuse(connection.toString(), same).getMessage()));
  }

  private void ended(HostConnection connection, CloseReason reason) {
    connections.remove(connection.id());
    environment
        .metrics()
        .counter("p2p.connections.ended", "reason", reason.kind().name())
        .increment();
    LOG.debug("{} has ended: {}", connection, reason);
    discoveries.disconnected();
  }

  /** Ends what a protocol serves that has gone, also when another one has its ids by now. */
  private void resetStreamsOf(StreamProtocol gone) {
    if (!protocols.offers(gone)) {
      connections.values().forEach(connection -> connection.resetStreamsOf(gone));
    }
  }

  private void hostChanged() {
    executor.execute(() -> hostListeners.forEach(this::tellChanged));
  }

  private void tellChanged(HostListener listener) {
    try {
      listener.onHostChanged(this);
    } catch (RuntimeException | Error e) {
      LOG.warn("A listener of the host failed", e);
    }
  }
}
