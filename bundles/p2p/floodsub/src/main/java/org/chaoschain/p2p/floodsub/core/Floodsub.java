// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.floodsub.core;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Set;
import org.chaoschain.api.bytes.Bytes;
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
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.pubsub.core.Outgoing;
import org.chaoschain.p2p.pubsub.core.Outgoing.Keep;
import org.chaoschain.p2p.pubsub.core.PeerStreams;
import org.chaoschain.p2p.pubsub.core.StreamLimits;
import org.chaoschain.p2p.pubsub.core.Subscribers;
import org.chaoschain.proto.libp2p.RPC;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects a {@link FloodsubRouter} to streams. The router lives under the monitor of the streams;
 * subscribers are never called with it held.
 */
public final class Floodsub
    implements PubSub, StreamProtocol, ConnectionListener, PeerStoreListener, PeerStreams.Router {
  /** The protocol's id. */
  public static final String PROTOCOL = "/floodsub/1.0.0";

  private static final Logger LOG = LoggerFactory.getLogger(Floodsub.class);

  private final Clock clock;
  private final Metrics metrics;
  private final FloodsubRouter router;
  private final PeerStreams streams;
  private final Subscribers subscribers;

  /** Makes floodsub; it works once the host knows it as protocol and listener. */
  public Floodsub(
      FloodsubConfig config,
      Host host,
      PeerStore peerStore,
      Clock clock,
      Scheduler scheduler,
      Metrics metrics) {
    this.clock = clock;
    this.metrics = metrics;
    this.subscribers = new Subscribers(metrics.counter("p2p.floodsub.subscriber.failed"));
    this.router = new FloodsubRouter(config, metrics);
    this.streams =
        new PeerStreams(
            protocols(),
            new StreamLimits(
                metrics.limit(FloodsubConfig.KEY_PREFIX + "max.rpc", config.maxRpc(), "bytes"),
                metrics.limit(FloodsubConfig.KEY_PREFIX + "max.queue", config.maxQueue(), "bytes"),
                config.maxInbound(),
                metrics,
                FloodsubConfig.KEY_PREFIX),
            host,
            peerStore,
            scheduler,
            scheduler.serial("p2p-floodsub"),
            this);
  }

  @Override
  public Cancellable subscribe(String topic, TopicSubscriber subscriber)
      throws LimitExceededException {
    synchronized (streams) {
      if (subscribers.has(topic)) {
        throw new IllegalStateException("this node subscribes to " + topic + " already");
      }
      send(router.subscribe(topic));
      subscribers.put(topic, subscriber);
    }
    return () -> unsubscribe(topic, subscriber);
  }

  private boolean unsubscribe(String topic, TopicSubscriber subscriber) {
    synchronized (streams) {
      if (!subscribers.remove(topic, subscriber)) {
        return false;
      }
      send(router.unsubscribe(topic));
      return true;
    }
  }

  @Override
  public int publish(String topic, Bytes data) throws LimitExceededException {
    synchronized (streams) {
      return send(router.publish(topic, data, clock.nanoTime()));
    }
  }

  @Override
  public void reading(PeerId peer, boolean wanted) {
    streams.reading(peer, wanted);
  }

  @Override
  public Set<PeerId> subscribers(String topic) {
    synchronized (streams) {
      return router.subscribers(topic);
    }
  }

  @Override
  public List<String> protocols() {
    return List.of(PROTOCOL);
  }

  @Override
  public void onStream(Stream stream) {
    streams.onStream(stream);
  }

  @Override
  public void onConnected(Connection connection) {
    streams.onConnected(connection);
  }

  @Override
  public void onDraining(Connection connection) {
    streams.onDraining(connection);
  }

  @Override
  public void onDisconnected(Connection connection, CloseReason reason) {
    streams.onDisconnected(connection, reason);
  }

  @Override
  public void onProtocols(PeerId peer) {
    streams.onProtocols(peer);
  }

  /** The peer opens another stream when this one ends. */
  @Override
  public void onRetired(Stream stream) {
    stream.close();
  }

  /** Ends every stream, so that peers know at once that they have to open others. */
  public void stop() {
    streams.stop();
  }

  @Override
  public void peerUp(PeerId peer, Stream stream) {
    send(router.peerUp(peer));
  }

  @Override
  public void peerDown(PeerId peer) {
    router.peerDown(peer);
  }

  @Override
  public void forgetSubscriptions(PeerId peer) {
    router.forgetSubscriptions(peer);
  }

  /** Changes of subscriptions are not told again: the next stream begins with all of them. */
  @Override
  public boolean unsent(PeerId peer, Outgoing rpc) {
    return false;
  }

  @Override
  public boolean received(Stream stream, byte[] encoded) {
    PeerId from = stream.connection().remotePeer();
    List<FloodsubRouter.Action> actions;
    try {
      RPC rpc = RPC.parseFrom(encoded);
      synchronized (streams) {
        switch (streams.hears(stream)) {
          case NOTHING -> {
            return false;
          }
          case NO_SUBSCRIPTIONS -> rpc = rpc.toBuilder().clearSubscriptions().build();
          case ALL -> {}
        }
        actions = router.received(from, rpc, clock.nanoTime());
      }
    } catch (InvalidProtocolBufferException e) {
      metrics.counter("p2p.floodsub.malformed").increment();
      streams.breaksRules(stream, stream + ": no RPC: " + e.getMessage());
      return false;
    } catch (FloodsubViolation e) {
      metrics.counter("p2p.floodsub.violations").increment();
      LOG.debug("{}: {}", stream, e.getMessage());
      streams.breaksRules(stream, e.getMessage());
      return false;
    }
    judge(actions);
    return true;
  }

  private void judge(List<FloodsubRouter.Action> actions) {
    for (FloodsubRouter.Action action : actions) {
      if (action instanceof FloodsubRouter.Action.Judge judge) {
        FloodsubRouter.Received message = judge.message();
        subscribers.judge(
            message.topic(), message.data(), message.from(), verdict -> judged(message, verdict));
      }
    }
  }

  /**
   * Queues what is to be sent, with the monitor of the streams held.
   *
   * @return for how many peers it was queued
   */
  private int send(List<FloodsubRouter.Action> actions) {
    int queued = 0;
    for (FloodsubRouter.Action action : actions) {
      if (action instanceof FloodsubRouter.Action.Send send) {
        Keep keep = send.rpc().getPublishCount() > 0 ? Keep.FIRST : Keep.ALWAYS;
        if (streams.send(send.peer(), new Outgoing(send.rpc().toByteArray(), keep, null))) {
          queued++;
        }
      }
    }
    return queued;
  }

  private void judged(FloodsubRouter.Received message, Verdict verdict) {
    List<FloodsubRouter.Action> actions;
    synchronized (streams) {
      actions = router.judged(message, verdict);
      send(actions);
    }
    judge(actions);
  }
}
