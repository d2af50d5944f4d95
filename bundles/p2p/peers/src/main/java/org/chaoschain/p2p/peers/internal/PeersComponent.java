// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.peers.internal;

import static org.osgi.service.component.annotations.ReferenceCardinality.MULTIPLE;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.agents.AgentLocator;
import org.chaoschain.p2p.api.agents.AgentSource;
import org.chaoschain.p2p.api.agents.HostedAgents;
import org.chaoschain.p2p.api.discovery.Discovery;
import org.chaoschain.p2p.api.discovery.DiscoverySink;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.PeerStore;
import org.chaoschain.p2p.api.host.PeerStoreListener;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.identity.core.PeerRecordSource;
import org.chaoschain.p2p.peers.core.PeerList;
import org.chaoschain.p2p.peers.core.PeersConfig;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** The peer list, and where agents are. */
@Component(
    service = {StreamProtocol.class, PeerStoreListener.class, Discovery.class, AgentLocator.class},
    configurationPid = "org.chaoschain.p2p.peers")
@Designate(ocd = PeersSettings.class)
public final class PeersComponent
    implements StreamProtocol, PeerStoreListener, Discovery, AgentLocator {
  private final PeerList peers;

  /** Made by Declarative Services. */
  @Activate
  public PeersComponent(
      @Reference Host host,
      @Reference PeerStore peerStore,
      @Reference PeerRecordSource records,
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      @Reference RandomGenerator random,
      @Reference Metrics metrics,
      PeersSettings settings) {
    PeersConfig config =
        new PeersConfig(
            settings.max_agents(),
            settings.max_agents_per_peer(),
            settings.max_verifications(),
            settings.max_searches(),
            settings.max_request(),
            settings.max_response(),
            settings.wanted(),
            TimeSpan.parse(settings.timeout()),
            TimeSpan.parse(settings.refresh()),
            TimeSpan.parse(settings.retry()));
    this.peers = new PeerList(config, host, peerStore, records, clock, scheduler, random, metrics);
  }

  @Deactivate
  void deactivate() {
    peers.close();
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC, updated = "updatedHosted")
  void addHosted(HostedAgents hosted) {
    peers.add(hosted);
  }

  void updatedHosted(HostedAgents hosted) {
    peers.changed(hosted);
  }

  void removeHosted(HostedAgents hosted) {
    peers.remove(hosted);
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addSource(AgentSource source) {
    peers.add(source);
  }

  void removeSource(AgentSource source) {
    peers.remove(source);
  }

  @Override
  public List<String> protocols() {
    return peers.protocols();
  }

  @Override
  public int maxInboundStreamsPerConnection() {
    return peers.maxInboundStreamsPerConnection();
  }

  @Override
  public void onStream(Stream stream) {
    peers.onStream(stream);
  }

  @Override
  public void onProtocols(PeerId peer) {
    peers.onProtocols(peer);
  }

  @Override
  public String name() {
    return peers.name();
  }

  @Override
  public void start(DiscoverySink sink) {
    peers.start(sink);
  }

  @Override
  public void wanted(int count) {
    peers.wanted(count);
  }

  @Override
  public void stop() {
    peers.stop();
  }

  @Override
  public Optional<PeerId> locate(AgentId agent) {
    return peers.locate(agent);
  }

  @Override
  public CompletionStage<Optional<PeerId>> find(AgentId agent, Duration deadline) {
    return peers.find(agent, deadline);
  }
}
