// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.internal;

import static org.osgi.service.component.annotations.ReferenceCardinality.MULTIPLE;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;

import java.util.Arrays;
import java.util.List;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.discovery.Discovery;
import org.chaoschain.p2p.api.host.ConnectionListener;
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
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Makes the host, and takes up and lets go whatever is registered while it runs. It registers the
 * host and the peer store by hand, since protocols need them and the host needs protocols: as
 * declared services they would go round in circles.
 */
@Component(
    service = {},
    immediate = true,
    configurationPid = "org.chaoschain.p2p.host")
@Designate(ocd = HostSettings.class)
public final class HostComponent {
  private final P2pHost host;
  private final ServiceRegistration<Host> hostService;
  private final ServiceRegistration<PeerStore> peerStoreService;

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
      HostSettings settings) {
    this.host =
        new P2pHost(
            config(settings),
            new HostEnvironment(
                identity, clock, scheduler, metrics, events, resolver, Interfaces::addresses));
    this.peerStoreService = context.registerService(PeerStore.class, host.peerStore(), null);
    this.hostService = context.registerService(Host.class, host, null);
  }

  @Deactivate
  void deactivate() {
    hostService.unregister();
    peerStoreService.unregister();
    host.stop();
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addTransport(Transport transport) {
    host.addTransport(transport);
  }

  void removeTransport(Transport transport) {
    host.removeTransport(transport);
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addChannel(SecureChannel channel) {
    host.addSecureChannel(channel);
  }

  void removeChannel(SecureChannel channel) {
    host.removeSecureChannel(channel);
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addMuxer(StreamMuxer muxer) {
    host.addMuxer(muxer);
  }

  void removeMuxer(StreamMuxer muxer) {
    host.removeMuxer(muxer);
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addProtocol(StreamProtocol protocol) {
    host.addProtocol(protocol);
  }

  void removeProtocol(StreamProtocol protocol) {
    host.removeProtocol(protocol);
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addConnectionListener(ConnectionListener listener) {
    host.addConnectionListener(listener);
  }

  void removeConnectionListener(ConnectionListener listener) {
    host.removeConnectionListener(listener);
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addHostListener(HostListener listener) {
    host.addHostListener(listener);
  }

  void removeHostListener(HostListener listener) {
    host.removeHostListener(listener);
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addPeerStoreListener(PeerStoreListener listener) {
    host.addPeerStoreListener(listener);
  }

  void removePeerStoreListener(PeerStoreListener listener) {
    host.removePeerStoreListener(listener);
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addDiscovery(Discovery discovery) {
    host.addDiscovery(discovery);
  }

  void removeDiscovery(Discovery discovery) {
    host.removeDiscovery(discovery);
  }

  private static HostConfig config(HostSettings settings) {
    return new HostConfig(
        addresses(settings.listen()),
        addresses(settings.announce()),
        settings.target_peers(),
        settings.max_connections(),
        settings.max_pending(),
        settings.max_connections_per_peer(),
        settings.max_dials(),
        settings.max_addresses_per_dial(),
        settings.max_peers(),
        TimeSpan.parse(settings.dial_stagger()),
        TimeSpan.parse(settings.upgrade_timeout()),
        TimeSpan.parse(settings.negotiation_timeout()),
        settings.negotiation_max_message(),
        settings.negotiation_max_attempts(),
        TimeSpan.parse(settings.drain_timeout()),
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
