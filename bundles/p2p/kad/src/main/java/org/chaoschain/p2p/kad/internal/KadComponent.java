// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.internal;

import static org.osgi.service.component.annotations.ReferenceCardinality.MULTIPLE;
import static org.osgi.service.component.annotations.ReferenceCardinality.OPTIONAL;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;
import static org.osgi.service.component.annotations.ReferencePolicyOption.GREEDY;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.agents.AgentSource;
import org.chaoschain.p2p.api.agents.HostedAgents;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.discovery.Discovery;
import org.chaoschain.p2p.api.discovery.DiscoverySink;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.ConnectionListener;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.HostListener;
import org.chaoschain.p2p.api.host.PeerStore;
import org.chaoschain.p2p.api.host.PeerStoreListener;
import org.chaoschain.p2p.api.host.PeerValue;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.reputation.Reputation;
import org.chaoschain.p2p.kad.core.dht.Dht;
import org.chaoschain.p2p.kad.core.dht.DhtEnvironment;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** The DHT in a node. The stream protocol is registered by hand, since only a server offers it. */
@Capability(
    namespace = "osgi.service",
    attribute = "objectClass:List<String>='org.chaoschain.p2p.api.stream.StreamProtocol'")
@Component(
    service = {
      KadComponent.class,
      Discovery.class,
      AgentSource.class,
      PeerStoreListener.class,
      ConnectionListener.class,
      HostListener.class,
      PeerValue.class
    },
    configurationPid = "org.chaoschain.p2p.kad")
@Designate(ocd = KadSettings.class)
public final class KadComponent
    implements Discovery,
        AgentSource,
        PeerStoreListener,
        ConnectionListener,
        HostListener,
        PeerValue {
  private final AtomicReference<Reputation> reputation = new AtomicReference<>();
  private final OfferedProtocol offered;
  private final Dht dht;

  /** Made by Declarative Services. */
  @Activate
  public KadComponent(
      BundleContext context,
      @Reference Host host,
      @Reference PeerStore peerStore,
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      @Reference RandomGenerator random,
      @Reference Metrics metrics,
      @Reference Events events,
      KadSettings settings) {
    this.offered = new OfferedProtocol(context, scheduler.workers());
    this.dht =
        new Dht(
            KadSettings.Reader.read(settings),
            new DhtEnvironment(
                host,
                peerStore,
                clock,
                scheduler,
                random,
                metrics,
                events,
                offered,
                () -> Optional.ofNullable(reputation.get())));
  }

  @Deactivate
  void deactivate() {
    offered.close();
    dht.close();
  }

  Dht dht() {
    return dht;
  }

  @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
  void addReputation(Reputation judge) {
    reputation.set(judge);
  }

  void removeReputation(Reputation judge) {
    reputation.compareAndSet(judge, null);
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC, updated = "updatedHosted")
  void addHosted(HostedAgents hosted) {
    dht.add(hosted);
  }

  void updatedHosted(HostedAgents hosted) {
    dht.changed(hosted);
  }

  void removeHosted(HostedAgents hosted) {
    dht.remove(hosted);
  }

  @Override
  public String tag() {
    return dht.worth().tag();
  }

  @Override
  public int value(PeerId peer) {
    return dht.worth().value(peer);
  }

  @Override
  public String name() {
    return dht.name();
  }

  @Override
  public void start(DiscoverySink sink) {
    dht.start(sink);
  }

  @Override
  public void wanted(int peers) {
    dht.wanted(peers);
  }

  @Override
  public void stop() {
    dht.stop();
  }

  @Override
  public CompletionStage<Optional<Bytes>> findRecord(AgentId agent, Duration deadline) {
    return dht.findRecord(agent, deadline);
  }

  @Override
  public void onProtocols(PeerId peer) {
    dht.onProtocols(peer);
  }

  @Override
  public void onConnected(Connection connection) {
    dht.onConnected(connection);
  }

  @Override
  public void onDisconnected(Connection connection, CloseReason reason) {
    dht.onDisconnected(connection, reason);
  }

  @Override
  public void onHostChanged(Host host) {
    dht.onHostChanged(host);
  }
}
