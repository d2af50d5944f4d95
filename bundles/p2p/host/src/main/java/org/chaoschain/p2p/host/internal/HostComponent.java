// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.internal;

import static org.osgi.service.component.annotations.ReferenceCardinality.MULTIPLE;
import static org.osgi.service.component.annotations.ReferenceCardinality.OPTIONAL;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.isolation.Capability;
import org.chaoschain.api.isolation.PluginAccounts;
import org.chaoschain.api.isolation.SwapEffects;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.discovery.Discovery;
import org.chaoschain.p2p.api.host.ConnectionGater;
import org.chaoschain.p2p.api.host.ConnectionListener;
import org.chaoschain.p2p.api.host.DialFilter;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.HostListener;
import org.chaoschain.p2p.api.host.NameResolver;
import org.chaoschain.p2p.api.host.PeerStore;
import org.chaoschain.p2p.api.host.PeerStoreListener;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.muxer.StreamMuxer;
import org.chaoschain.p2p.api.peer.NodeIdentity;
import org.chaoschain.p2p.api.security.SecureChannel;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.api.transport.Transport;
import org.chaoschain.p2p.host.core.HostConfig;
import org.chaoschain.p2p.host.core.HostEnvironment;
import org.chaoschain.p2p.host.core.P2pHost;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the host, and takes up and lets go whatever is registered while it runs. It registers the
 * host and the peer store by hand, since protocols need them and the host needs protocols: as
 * declared services they would go round in circles.
 */
// registered by hand: a resolver is to know of it
@org.osgi.annotation.bundle.Capability(
    namespace = "osgi.service",
    attribute =
        "objectClass:List<String>='org.chaoschain.p2p.api.host.Host,org.chaoschain.p2p.api.host.PeerStore'")
@Component(
    service = {},
    immediate = true,
    configurationPid = "org.chaoschain.p2p.host")
@Designate(ocd = HostSettings.class)
public final class HostComponent {
  private static final Logger LOG = LoggerFactory.getLogger(HostComponent.class);
  private static final Capability NETWORK = new Capability(Capability.Kind.NETWORK, "");

  /** What the end of streams and connections may take that are ended by force. */
  private static final Duration AFTER_FORCE = Duration.ofSeconds(1);

  private final BundleContext context;
  private final HostConfig config;
  private final ServiceOrigins origins;
  private final P2pHost host;
  private final ServiceRegistration<Host> hostService;
  private final ServiceRegistration<PeerStore> peerStoreService;
  private final ServiceRegistration<SwapEffects> effectsService;

  /** Made by Declarative Services. */
  @Activate
  public HostComponent(
      BundleContext context,
      @Reference NodeIdentity identity,
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      @Reference Metrics metrics,
      @Reference Events events,
      @Reference NameResolver resolver,
      @Reference ScopesComponent scopes,
      HostSettings settings) {
    this.context = context;
    this.config = config(settings);
    this.origins = new ServiceOrigins(events);
    this.host =
        new P2pHost(
            config,
            new HostEnvironment(
                identity,
                clock,
                scheduler,
                metrics,
                events,
                resolver,
                Interfaces::addresses,
                scopes.scopes()));
    this.peerStoreService = context.registerService(PeerStore.class, host.peerStore(), null);
    this.effectsService = context.registerService(SwapEffects.class, host.effects(), null);
    this.hostService = context.registerService(Host.class, host, null);
  }

  @Deactivate
  void deactivate() {
    hostService.unregister();
    peerStoreService.unregister();
    effectsService.unregister();
    host.stop();
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addTransport(Transport transport, Map<String, ?> properties) {
    origins
        .of(transport, properties, NETWORK)
        .ifPresent(origin -> host.addTransport(transport, origin));
  }

  void removeTransport(Transport transport) {
    await(host.removeTransport(transport), "transport");
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addChannel(SecureChannel channel, Map<String, ?> properties) {
    origins
        .of(channel, properties, NETWORK)
        .ifPresent(origin -> host.addSecureChannel(channel, origin));
  }

  void removeChannel(SecureChannel channel) {
    await(host.removeSecureChannel(channel), "channel");
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addMuxer(StreamMuxer muxer, Map<String, ?> properties) {
    origins.of(muxer, properties, NETWORK).ifPresent(origin -> host.addMuxer(muxer, origin));
  }

  void removeMuxer(StreamMuxer muxer) {
    await(host.removeMuxer(muxer), "muxer");
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addProtocol(StreamProtocol protocol, Map<String, ?> properties) {
    origins
        .ofProtocol(protocol, properties)
        .ifPresent(named -> host.addProtocol(protocol, named.origin(), named.ids()));
  }

  void removeProtocol(StreamProtocol protocol) {
    await(host.removeProtocol(protocol), "protocol");
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addConnectionListener(ConnectionListener listener, Map<String, ?> properties) {
    origins
        .of(listener, properties, NETWORK)
        .ifPresent(origin -> host.addConnectionListener(listener, origin.account()));
  }

  void removeConnectionListener(ConnectionListener listener) {
    host.removeConnectionListener(listener);
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addGater(ConnectionGater gater, Map<String, ?> properties) {
    origins
        .of(gater, properties, NETWORK)
        .ifPresent(origin -> host.addGater(gater, origin.account()));
  }

  void removeGater(ConnectionGater gater) {
    host.removeGater(gater);
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addHostListener(HostListener listener, Map<String, ?> properties) {
    origins
        .of(listener, properties, NETWORK)
        .ifPresent(origin -> host.addHostListener(listener, origin.account()));
  }

  void removeHostListener(HostListener listener) {
    host.removeHostListener(listener);
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addPeerStoreListener(PeerStoreListener listener, Map<String, ?> properties) {
    origins
        .of(listener, properties, NETWORK)
        .ifPresent(origin -> host.addPeerStoreListener(listener));
  }

  void removePeerStoreListener(PeerStoreListener listener) {
    host.removePeerStoreListener(listener);
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addDialFilter(DialFilter filter, Map<String, ?> properties) {
    origins
        .of(filter, properties, NETWORK)
        .ifPresent(origin -> host.addDialFilter(filter, origin.account()));
  }

  void removeDialFilter(DialFilter filter) {
    host.removeDialFilter(filter);
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addDiscovery(Discovery discovery, Map<String, ?> properties) {
    origins
        .of(discovery, properties, NETWORK)
        .ifPresent(origin -> host.addDiscovery(discovery, origin.account()));
  }

  void removeDiscovery(Discovery discovery) {
    host.removeDiscovery(discovery);
  }

  /** Knows whose the other services are: it has to be the first reference, by its name. */
  @Reference(name = "Accounts", cardinality = OPTIONAL, policy = DYNAMIC)
  void setAccounts(PluginAccounts accounts) {
    origins.accounts(accounts);
  }

  void unsetAccounts(PluginAccounts accounts) {
    origins.noAccounts(accounts);
  }

  /**
   * Returns when nothing uses a service any more whose bundle is about to go. When the node stops
   * nobody waits for anything.
   */
  private void await(CompletionStage<Void> done, String what) {
    if (context.getBundle(0).getState() != Bundle.ACTIVE) {
      return;
    }
    Duration most = config.drainTimeout().plus(AFTER_FORCE);
    try {
      done.toCompletableFuture().get(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn("A {} goes though it is still in use after {} ms", what, most.toMillis());
    } catch (ExecutionException e) {
      LOG.warn("A {} did not go in an orderly way", what, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static HostConfig config(HostSettings settings) {
    return new HostConfig(
        addresses(settings.listen()),
        addresses(settings.announce()),
        settings.target_peers(),
        settings.max_dials(),
        settings.max_addresses_per_dial(),
        settings.max_peers(),
        TimeSpan.parse(settings.dial_stagger()),
        TimeSpan.parse(settings.upgrade_timeout()),
        TimeSpan.parse(settings.upgrade_pace()),
        settings.upgrade_min_bytes(),
        TimeSpan.parse(settings.negotiation_timeout()),
        settings.negotiation_max_message(),
        settings.negotiation_max_attempts(),
        settings.failed_streams_rate(),
        settings.failed_streams_burst(),
        TimeSpan.parse(settings.drain_timeout()),
        TimeSpan.parse(settings.handover_timeout()),
        TimeSpan.parse(settings.discovery_interval()));
  }

  private static List<Multiaddr> addresses(String[] texts) {
    return Arrays.stream(texts)
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .map(Multiaddr::parse)
        .toList();
  }
}
