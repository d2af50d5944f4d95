// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.floodsub.internal;

import java.util.List;
import java.util.Set;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.ConnectionListener;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.PeerStore;
import org.chaoschain.p2p.api.host.PeerStoreListener;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.PubSub;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.floodsub.core.Floodsub;
import org.chaoschain.p2p.floodsub.core.FloodsubConfig;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** Publish and subscribe by floodsub. */
@Component(
    service = {
      PubSub.class,
      StreamProtocol.class,
      ConnectionListener.class,
      PeerStoreListener.class
    },
    configurationPid = "org.chaoschain.p2p.floodsub")
@Designate(ocd = FloodsubSettings.class)
public final class FloodsubComponent
    implements PubSub, StreamProtocol, ConnectionListener, PeerStoreListener {
  private final Floodsub floodsub;

  /** Made by Declarative Services. */
  @Activate
  public FloodsubComponent(
      @Reference Host host,
      @Reference PeerStore peerStore,
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      @Reference Metrics metrics,
      FloodsubSettings settings) {
    FloodsubConfig config =
        new FloodsubConfig(
            settings.max_rpc(),
            settings.max_data(),
            settings.max_topics(),
            settings.max_topics_per_peer(),
            settings.max_seen(),
            TimeSpan.parse(settings.seen_time()),
            settings.max_pending(),
            settings.max_pending_per_peer(),
            settings.max_queue(),
            settings.max_inbound());
    this.floodsub = new Floodsub(config, host, peerStore, clock, scheduler, metrics);
  }

  @Deactivate
  void deactivate() {
    floodsub.stop();
  }

  @Override
  public Cancellable subscribe(String topic, TopicSubscriber subscriber)
      throws LimitExceededException {
    return floodsub.subscribe(topic, subscriber);
  }

  @Override
  public int publish(String topic, Bytes data) throws LimitExceededException {
    return floodsub.publish(topic, data);
  }

  @Override
  public void reading(PeerId peer, boolean wanted) {
    floodsub.reading(peer, wanted);
  }

  @Override
  public Set<PeerId> subscribers(String topic) {
    return floodsub.subscribers(topic);
  }

  @Override
  public List<String> protocols() {
    return floodsub.protocols();
  }

  @Override
  public void onStream(Stream stream) {
    floodsub.onStream(stream);
  }

  @Override
  public void onRetired(Stream stream) {
    floodsub.onRetired(stream);
  }

  @Override
  public void onConnected(Connection connection) {
    floodsub.onConnected(connection);
  }

  @Override
  public void onDraining(Connection connection) {
    floodsub.onDraining(connection);
  }

  @Override
  public void onDisconnected(Connection connection, CloseReason reason) {
    floodsub.onDisconnected(connection, reason);
  }

  @Override
  public void onProtocols(PeerId peer) {
    floodsub.onProtocols(peer);
  }
}
