// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.connections.internal;

import static org.osgi.service.component.annotations.ReferenceCardinality.MULTIPLE;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.ConnectionListener;
import org.chaoschain.p2p.api.host.DialFilter;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.PeerPresenceListener;
import org.chaoschain.p2p.api.host.PeerStore;
import org.chaoschain.p2p.api.host.PeerTags;
import org.chaoschain.p2p.api.host.PeerValue;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.bootstrap.core.Backoff;
import org.chaoschain.p2p.connections.core.KeeperConfig;
import org.chaoschain.p2p.connections.core.PeerKeeper;
import org.chaoschain.p2p.connections.core.PingHealth;
import org.chaoschain.p2p.connections.core.PlaceFilter;
import org.chaoschain.p2p.connections.core.Tags;
import org.chaoschain.p2p.ping.core.Pinger;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Keeps the connections of the node's host. */
@Component(
    service = {KeeperComponent.class, ConnectionListener.class, PeerTags.class, DialFilter.class},
    immediate = true,
    configurationPid = "org.chaoschain.p2p.connections")
@Designate(ocd = KeeperSettings.class)
public final class KeeperComponent implements ConnectionListener, PeerTags, DialFilter {
  private final Tags tags;
  private final PeerKeeper keeper;
  private final PingHealth health;
  private final PlaceFilter places;

  /** Made by Declarative Services. */
  @Activate
  public KeeperComponent(
      @Reference Host host,
      @Reference PeerStore peerStore,
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      @Reference RandomGenerator random,
      @Reference Metrics metrics,
      @Reference Events events,
      KeeperSettings settings) {
    KeeperConfig config = config(settings);
    this.tags = new Tags(config.maxTaggedPeers(), settings.max_tags_per_peer(), metrics);
    this.places = new PlaceFilter(config.maxPerPrefix());
    this.keeper =
        new PeerKeeper(config, host, peerStore, tags, clock, scheduler, random, metrics, events);
    this.health =
        new PingHealth(
            new Pinger(
                host, clock, scheduler, random, metrics, TimeSpan.parse(settings.ping_timeout())),
            scheduler,
            random,
            metrics,
            TimeSpan.parse(settings.ping_interval()),
            settings.ping_misses());
  }

  private static KeeperConfig config(KeeperSettings s) {
    return new KeeperConfig(
        s.low_water(),
        s.high_water(),
        TimeSpan.parse(s.grace()),
        TimeSpan.parse(s.silence()),
        s.wanted_peers(),
        s.min_prefixes(),
        s.max_per_prefix(),
        s.max_tagged_peers(),
        s.max_remembered(),
        s.parallel_dials(),
        TimeSpan.parse(s.lost_after()),
        TimeSpan.parse(s.good_after()),
        s.give_up_after(),
        TimeSpan.parse(s.interval()),
        new Backoff(
            TimeSpan.parse(s.backoff_first()),
            TimeSpan.parse(s.backoff_last()),
            s.backoff_jitter()));
  }

  @Deactivate
  void deactivate() {
    keeper.stop();
    health.stop();
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addValue(PeerValue value) {
    tags.add(value);
  }

  void removeValue(PeerValue value) {
    tags.remove(value);
  }

  @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
  void addListener(PeerPresenceListener listener) {
    keeper.addPresenceListener(listener);
  }

  void removeListener(PeerPresenceListener listener) {
    keeper.removePresenceListener(listener);
  }

  /** The smoothed round-trip time to a peer; empty until it has been measured. */
  Optional<Duration> roundTrip(PeerId peer) {
    return health.roundTrip(peer);
  }

  /** How many pings in a row a peer has missed. */
  int misses(PeerId peer) {
    return health.misses(peer);
  }

  @Override
  public void onConnected(Connection connection) {
    keeper.onConnected(connection);
    health.onConnected(connection);
  }

  @Override
  public void onDisconnected(Connection connection, CloseReason reason) {
    health.onDisconnected(connection, reason);
    keeper.onDisconnected(connection, reason);
  }

  @Override
  public boolean worthDialling(AddressInfo peer, Collection<Multiaddr> others) {
    return places.worthDialling(peer, others);
  }

  @Override
  public void protect(PeerId peer, String tag) throws LimitExceededException {
    tags.protect(peer, tag);
  }

  @Override
  public boolean unprotect(PeerId peer, String tag) {
    return tags.unprotect(peer, tag);
  }

  @Override
  public Set<String> protections(PeerId peer) {
    return tags.protections(peer);
  }

  @Override
  public Set<PeerId> protectedPeers() {
    return tags.protectedPeers();
  }

  @Override
  public void tag(PeerId peer, String tag, int value) throws LimitExceededException {
    tags.tag(peer, tag, value);
  }

  @Override
  public void untag(PeerId peer, String tag) {
    tags.untag(peer, tag);
  }

  @Override
  public long value(PeerId peer) {
    return tags.value(peer);
  }
}
