// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.isolation.SwapEffects;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.discovery.Discovery;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.ConnectionGater;
import org.chaoschain.p2p.api.host.ConnectionListener;
import org.chaoschain.p2p.api.host.DialException;
import org.chaoschain.p2p.api.host.DialFilter;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.HostListener;
import org.chaoschain.p2p.api.host.PeerStore;
import org.chaoschain.p2p.api.host.PeerStoreListener;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.muxer.StreamMuxer;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.resource.ResourceScopes;
import org.chaoschain.p2p.api.security.SecureChannel;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.api.transport.Transport;
import org.chaoschain.p2p.multistream.core.NegotiationLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host: takes up and lets go transports, channels, muxers, protocols, listeners and discoveries
 * while it runs. Safe for use by many threads.
 */
public final class P2pHost implements Host {
  private static final Logger LOG = LoggerFactory.getLogger(P2pHost.class);
  private final HostConfig config;
  private final HostEnvironment environment;
  private final ProtocolTable protocols = new ProtocolTable();
  private final Upgrader upgrader;
  private final Listeners listeners;
  private final BoundedPeerStore peerStore;
  private final Discoveries discoveries;
  private final SerialExecutor executor;
  private final Transports transports;
  private final Moves moves;
  private final Drains drains;
  private final HostEffects effects;
  private final List<Accounted<HostListener>> hostListeners = new CopyOnWriteArrayList<>();
  private final ConnectionTable connections;
  private final Gates gates;
  private final Connector connector;
  private final AtomicLong registrations = new AtomicLong();
  private final Dials dials;
  private final Cancellable connectionsGauge;
  private final Cancellable scopesGauges;

  /** Makes a host; it listens as soon as a transport is added. */
  public P2pHost(HostConfig config, HostEnvironment environment) {
    this.config = config;
    this.environment = environment;
    this.executor = environment.scheduler().serial("p2p-host");
    var metrics = environment.metrics();
    this.connections = new ConnectionTable();
    this.gates = new Gates(metrics);
    this.peerStore =
        new BoundedPeerStore(
            environment.clock(), metrics, config.maxPeers(), connections::connected);
    NegotiationLimits limits =
        NegotiationLimits.of(
            metrics, config.negotiationMaxMessage(), config.negotiationMaxAttempts());
    this.moves = new Moves(connections, config, environment, this::redial);
    this.upgrader =
        new Upgrader(
            config,
            environment,
            new StreamNegotiator(
                protocols, config, environment.scheduler(), environment.clock(), metrics, limits),
            limits,
            gates,
            moves::goneAway);
    this.transports = new Transports(config, environment);
    this.connector =
        new Connector(environment, connections, transports, upgrader, gates, this::disconnected);
    this.dials =
        new Dials(
            peer -> new Dialer(environment, config, connector::dial, peer),
            metrics.limit(HostConfig.KEY_PREFIX + "max.dials", config.maxDials(), "dials"));
    this.drains = new Drains(config, environment);
    this.listeners =
        new Listeners(
            config,
            environment,
            executor,
            connector::accept,
            this::hostChanged,
            this::moveWhatLeaves);
    this.effects = new HostEffects(protocols, transports, upgrader, connections, listeners, drains);
    this.discoveries = new Discoveries(this, config, environment);
    this.connectionsGauge = metrics.gauge("p2p.connections", connections::size);
    this.scopesGauges = environment.scopes().measure(metrics);
  }

  /** What is known of peers. */
  public PeerStore peerStore() {
    return peerStore;
  }

  /** Closes listeners and connections and stops discoveries. The host cannot be used any more. */
  public void stop() {
    connector.stop();
    dials.stop();
    discoveries.stop();
    listeners.stop();
    transports.stop();
    connections.all().forEach(connection -> connection.close(Connector.STOPS));
    connectionsGauge.cancel();
    peerStore.close();
    scopesGauges.cancel();
  }

  /** What connections, streams and buffers have in use. */
  public ResourceScopes scopes() {
    return environment.scopes();
  }

  /** Asks this gater of the node itself too. */
  public void addGater(ConnectionGater gater) {
    addGater(gater, PluginAccount.NODE);
  }

  /** Asks this gater too, for connections from now on. */
  public void addGater(ConnectionGater gater, PluginAccount account) {
    gates.add(gater, account);
  }

  /** Asks it no more. */
  public void removeGater(ConnectionGater gater) {
    gates.remove(gater);
  }

  /** What changes of plugins would touch here. */
  public SwapEffects effects() {
    return effects;
  }

  /** The origin of what the node itself registers, younger than all before. */
  public ServiceOrigin nextOrigin() {
    return new ServiceOrigin(PluginAccount.NODE, 0, registrations.incrementAndGet());
  }

  /** Takes a transport of the node itself up. */
  public void addTransport(Transport transport) {
    addTransport(transport, nextOrigin());
  }

  /**
   * Takes a transport up: listens and dials with it, and moves the peers to it that are connected
   * by one that goes.
   */
  public void addTransport(Transport transport, ServiceOrigin origin) {
    transports.add(new Generation<>(transport, origin));
    listeners.add(transport);
  }

  /**
   * Lets a transport go: its listeners are closed, connections go on.
   *
   * @return completes when its addresses are free
   */
  public CompletionStage<Void> removeTransport(Transport transport) {
    if (!transports.remove(transport)) {
      return CompletableFuture.completedFuture(null);
    }
    moves.leave(transport);
    return listeners.remove(transport);
  }

  /** Offers a secure channel of the node itself from now on. */
  public void addSecureChannel(SecureChannel channel) {
    addSecureChannel(channel, nextOrigin());
  }

  /** Offers a secure channel from now on. */
  public void addSecureChannel(SecureChannel channel, ServiceOrigin origin) {
    upgrader.addChannel(new Generation<>(channel, origin));
    moveWhatLeaves();
  }

  /**
   * Stops offering it, and moves the connections that use it.
   *
   * @return completes when they have ended, at the latest at the drain deadline
   */
  public CompletionStage<Void> removeSecureChannel(SecureChannel channel) {
    return upgrader
        .remove(channel)
        .map(gone -> carrierGone(gone, "secure channel"))
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  /** Offers a muxer of the node itself from now on. */
  public void addMuxer(StreamMuxer muxer) {
    addMuxer(muxer, nextOrigin());
  }

  /** Offers a muxer from now on. */
  public void addMuxer(StreamMuxer muxer, ServiceOrigin origin) {
    upgrader.addMuxer(new Generation<>(muxer, origin));
    moveWhatLeaves();
  }

  /**
   * Stops offering it, and moves the connections that use it.
   *
   * @return completes when they have ended, at the latest at the drain deadline
   */
  public CompletionStage<Void> removeMuxer(StreamMuxer muxer) {
    return upgrader
        .remove(muxer)
        .map(gone -> carrierGone(gone, "muxer"))
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  private CompletionStage<Void> carrierGone(Generation<?> gone, String what) {
    moves.leave(gone.service());
    moveWhatLeaves();
    CloseReason reason =
        new CloseReason(
            CloseReason.Kind.SHUTDOWN,
            "its %s has gone, and it has not ended within %d ms; the key %sdrain.timeout changes it"
                .formatted(what, config.drainTimeout().toMillis(), HostConfig.KEY_PREFIX));
    return drains.drain(
        gone,
        Drains.What.CONNECTIONS,
        () -> connections.all(c -> c.uses(gone.service())).forEach(c -> c.close(reason)));
  }

  private void moveWhatLeaves() {
    if (upgrader.ready()) {
      moves.moveWhatLeaves(this::replaceable);
    }
  }

  private boolean replaceable(HostConnection connection) {
    return transports.dials(connection.remoteAddress()) && upgrader.ready();
  }

  /** Offers a protocol of the node itself from now on. */
  public void addProtocol(StreamProtocol protocol) {
    addProtocol(protocol, nextOrigin(), protocol.protocols());
  }

  /** Offers a protocol from now on, under these of its ids. */
  public void addProtocol(StreamProtocol protocol, ServiceOrigin origin, List<String> ids) {
    if (protocols.add(new Generation<>(protocol, origin), ids)) {
      hostChanged();
    }
  }

  /**
   * Stops offering it. Its streams are told, and have until the drain deadline to end.
   *
   * @return completes when they have ended, at the latest a little after that deadline
   */
  public CompletionStage<Void> removeProtocol(StreamProtocol protocol) {
    Optional<ProtocolTable.Removed> removed = protocols.remove(protocol);
    if (removed.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    if (removed.get().idsChanged()) {
      hostChanged();
    }
    Generation<StreamProtocol> gone = removed.get().protocol();
    CompletionStage<Void> done =
        drains.drain(gone, Drains.What.STREAMS, () -> streamsOf(gone).forEach(this::overdue));
    streamsOf(gone).forEach(stream -> stream.executor().execute(stream::retire));
    return done;
  }

  private List<HostStream> streamsOf(Generation<StreamProtocol> protocol) {
    return connections.all().stream().flatMap(c -> c.streamsOf(protocol).stream()).toList();
  }

  private void overdue(HostStream stream) {
    stream.reset(
        new CloseReason(
            CloseReason.Kind.SHUTDOWN,
            "%s has gone, and the stream has not ended within %d ms; the key %sdrain.timeout changes it"
                .formatted(
                    stream.protocol(), config.drainTimeout().toMillis(), HostConfig.KEY_PREFIX)));
  }

  /** Adds a listener of the node itself. */
  public void addConnectionListener(ConnectionListener listener) {
    addConnectionListener(listener, PluginAccount.NODE);
  }

  /** Adds a listener, which hears of the connections that are up first. */
  public void addConnectionListener(ConnectionListener listener, PluginAccount account) {
    connector.addListener(listener, account);
  }

  /** Removes a listener. */
  public void removeConnectionListener(ConnectionListener listener) {
    connector.removeListener(listener);
  }

  /** Adds a listener of the node itself. */
  public void addHostListener(HostListener listener) {
    addHostListener(listener, PluginAccount.NODE);
  }

  /** Adds a listener. */
  public void addHostListener(HostListener listener, PluginAccount account) {
    hostListeners.add(new Accounted<>(listener, account));
  }

  /** Removes a listener. */
  public void removeHostListener(HostListener listener) {
    hostListeners.removeIf(each -> each.service() == listener);
  }

  /** Adds a listener. */
  public void addPeerStoreListener(PeerStoreListener listener) {
    peerStore.addListener(listener);
  }

  /** Removes a listener. */
  public void removePeerStoreListener(PeerStoreListener listener) {
    peerStore.removeListener(listener);
  }

  /** Starts a discovery of the node itself. */
  public void addDiscovery(Discovery discovery) {
    addDiscovery(discovery, PluginAccount.NODE);
  }

  /** Starts a discovery; the peers it finds are dialled while more are wanted. */
  public void addDiscovery(Discovery discovery, PluginAccount account) {
    discoveries.add(discovery, account);
  }

  /** Stops a discovery. */
  public void removeDiscovery(Discovery discovery) {
    discoveries.remove(discovery);
  }

  /** Asks this filter too, before a discovered peer is dialled. */
  public void addDialFilter(DialFilter filter, PluginAccount account) {
    discoveries.add(filter, account);
  }

  /** Asks it no more. */
  public void removeDialFilter(DialFilter filter) {
    discoveries.remove(filter);
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
    return List.copyOf(connections.all());
  }

  @Override
  public Optional<Connection> connection(PeerId peer) {
    return connections.best(peer).map(Connection.class::cast);
  }

  @Override
  public void disconnect(PeerId peer, CloseReason reason) {
    connections().stream().filter(c -> c.remotePeer().equals(peer)).forEach(c -> c.close(reason));
  }

  @Override
  public CompletionStage<Connection> connect(AddressInfo target) {
    PeerId peer = target.peer();
    Optional<HostConnection> up = connections.usable(peer);
    if (up.isPresent()) {
      return CompletableFuture.completedFuture(up.get());
    }
    if (connector.stopped() || peer.equals(peerId())) {
      return CompletableFuture.failedFuture(
          new DialException(
              connector.stopped()
                  ? "the host has stopped"
                  : peer + " is this node itself; it is not dialled"));
    }
    Optional<CloseReason> refusal = gates.dial(peer);
    if (refusal.isPresent()) {
      return CompletableFuture.failedFuture(
          new DialException(peer + " is not dialled: " + refusal.get().message()));
    }
    return dials.connect(
        peer, target.addresses().isEmpty() ? peerStore.addresses(peer) : target.addresses());
  }

  @Override
  public CompletionStage<Stream> newStream(PeerId peer, List<String> wanted) {
    return connections
        .usable(peer)
        .<CompletionStage<Connection>>map(CompletableFuture::completedFuture)
        .orElseGet(() -> connect(new AddressInfo(peer, List.of())))
        .thenCompose(connection -> connection.newStream(wanted));
  }

  /** Whether discovered peers can be dialled at all. */
  boolean ready() {
    return !connector.stopped() && !transports.isEmpty() && upgrader.ready();
  }

  /** How many different peers are connected. */
  int connectedPeers() {
    return connections.peers();
  }

  private CompletionStage<HostConnection> redial(HostConnection old) {
    return connector.redial(old);
  }

  private void disconnected() {
    discoveries.disconnected();
  }

  private void hostChanged() {
    executor.execute(() -> hostListeners.forEach(this::tellChanged));
  }

  private void tellChanged(Accounted<HostListener> listener) {
    try {
      listener.service().onHostChanged(this);
    } catch (RuntimeException | Error e) {
      LOG.warn("A listener of the host failed", e);
      listener.account().failed("listener of the host", e);
    }
  }
}
