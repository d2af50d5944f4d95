// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.floodsub.core;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
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
import org.chaoschain.proto.libp2p.RPC;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects a {@link FloodsubRouter} to streams: one stream to each peer for what is sent, one from
 * each for what is received. The router lives under this object's lock, which is never held while
 * others are called.
 */
public final class Floodsub
    implements PubSub, StreamProtocol, ConnectionListener, PeerStoreListener {
  /** The protocol's id. */
  public static final String PROTOCOL = "/floodsub/1.0.0";

  private static final Logger LOG = LoggerFactory.getLogger(Floodsub.class);

  private final FloodsubConfig config;
  private final Host host;
  private final PeerStore peerStore;
  private final Clock clock;
  private final Metrics metrics;
  private final SerialExecutor executor;
  private final FloodsubRouter router;
  private final Limit maxQueue;
  private final Map<PeerId, Peer> peers = new HashMap<>();
  private final Map<String, TopicSubscriber> subscribers = new HashMap<>();

  /** A connected peer, with the stream to it once there is one. */
  private static final class Peer {
    Connection connection;
    Outlet outlet;
    boolean opening;

    Peer(Connection connection) {
      this.connection = connection;
    }
  }

  /** Makes floodsub; it works once the host knows it as protocol and listener. */
  public Floodsub(
      FloodsubConfig config,
      Host host,
      PeerStore peerStore,
      Clock clock,
      Scheduler scheduler,
      Metrics metrics) {
    this.config = config;
    this.host = host;
    this.peerStore = peerStore;
    this.clock = clock;
    this.metrics = metrics;
    this.executor = scheduler.serial("p2p-floodsub");
    this.router = new FloodsubRouter(config, metrics);
    this.maxQueue =
        metrics.limit(FloodsubConfig.KEY_PREFIX + "max.queue", config.maxQueue(), "bytes");
  }

  @Override
  public Cancellable subscribe(String topic, TopicSubscriber subscriber)
      throws LimitExceededException {
    List<FloodsubRouter.Action> actions;
    synchronized (this) {
      if (subscribers.containsKey(topic)) {
        throw new IllegalStateException("this node subscribes to " + topic + " already");
      }
      actions = router.subscribe(topic);
      subscribers.put(topic, subscriber);
    }
    perform(actions);
    return () -> unsubscribe(topic, subscriber);
  }

  private boolean unsubscribe(String topic, TopicSubscriber subscriber) {
    List<FloodsubRouter.Action> actions;
    synchronized (this) {
      if (!subscribers.remove(topic, subscriber)) {
        return false;
      }
      actions = router.unsubscribe(topic);
    }
    perform(actions);
    return true;
  }

  @Override
  public int publish(String topic, Bytes data) throws LimitExceededException {
    List<FloodsubRouter.Action> actions;
    synchronized (this) {
      actions = router.publish(topic, data, clock.nanoTime());
    }
    perform(actions);
    return actions.size();
  }

  @Override
  public synchronized Set<PeerId> subscribers(String topic) {
    return router.subscribers(topic);
  }

  @Override
  public List<String> protocols() {
    return List.of(PROTOCOL);
  }

  @Override
  public void onStream(Stream stream) {
    stream.handler(new RpcReader(stream, config, metrics, this::received));
    stream.reading(true);
  }

  @Override
  public void onConnected(Connection connection) {
    PeerId id = connection.remotePeer();
    synchronized (this) {
      peers.computeIfAbsent(id, p -> new Peer(connection));
    }
    executor.execute(() -> open(id));
  }

  @Override
  public void onDisconnected(Connection connection, CloseReason reason) {
    PeerId id = connection.remotePeer();
    synchronized (this) {
      Peer peer = peers.get(id);
      if (peer == null || peer.connection != connection) {
        return;
      }
      Optional<Connection> other =
          host.connections().stream()
              .filter(c -> c != connection && c.remotePeer().equals(id) && !c.closed())
              .findFirst();
      peer.outlet = null;
      peer.opening = false;
      if (other.isEmpty()) {
        peers.remove(id);
        router.peerDown(id);
        return;
      }
      peer.connection = other.get();
    }
    executor.execute(() -> open(id));
  }

  @Override
  public void onProtocols(PeerId peer) {
    if (peerStore.protocols(peer).contains(PROTOCOL)) {
      executor.execute(() -> open(peer));
    }
  }

  /** Ends every stream that was opened here. */
  public void stop() {
    List<Outlet> open;
    synchronized (this) {
      open = peers.values().stream().map(p -> p.outlet).filter(o -> o != null).toList();
      peers.clear();
    }
    open.forEach(Outlet::close);
  }

  private void open(PeerId id) {
    Connection connection;
    synchronized (this) {
      Peer peer = peers.get(id);
      if (peer == null || peer.outlet != null || peer.opening) {
        return;
      }
      peer.opening = true;
      connection = peer.connection;
    }
    connection
        .newStream(List.of(PROTOCOL))
        .whenComplete(
            (stream, failure) -> {
              if (failure != null) {
                openFailed(id, connection, failure);
              } else {
                opened(id, connection, stream);
              }
            });
  }

  private synchronized void openFailed(PeerId id, Connection connection, Throwable failure) {
    LOG.debug("{} gets no floodsub stream: {}", connection, failure.getMessage());
    Peer peer = peers.get(id);
    if (peer != null && peer.connection == connection) {
      peer.opening = false;
    }
  }

  private void opened(PeerId id, Connection connection, Stream stream) {
    Outlet outlet = new Outlet(stream, maxQueue, () -> lost(id, stream));
    List<FloodsubRouter.Action> hello;
    synchronized (this) {
      Peer peer = peers.get(id);
      if (peer == null || peer.connection != connection) {
        stream.close();
        return;
      }
      peer.opening = false;
      peer.outlet = outlet;
      hello = router.peerUp(id);
    }
    stream.handler(outlet);
    stream.reading(true);
    perform(hello);
  }

  private void lost(PeerId id, Stream stream) {
    synchronized (this) {
      Peer peer = peers.get(id);
      if (peer == null || peer.connection != stream.connection()) {
        return;
      }
      peer.outlet = null;
      router.peerDown(id);
    }
  }

  private void received(Stream stream, RPC rpc, Runnable routed) {
    executor.execute(
        () -> {
          try {
            route(stream, rpc);
          } finally {
            routed.run();
          }
        });
  }

  private void route(Stream stream, RPC rpc) {
    PeerId from = stream.connection().remotePeer();
    List<FloodsubRouter.Action> actions;
    try {
      synchronized (this) {
        if (!peers.containsKey(from)) {
          return;
        }
        actions = router.received(from, rpc, clock.nanoTime());
      }
    } catch (FloodsubViolation e) {
      metrics.counter("p2p.floodsub.violations").increment();
      LOG.debug("{}: {}", stream, e.getMessage());
      stream.reset(CloseReason.protocolError(e.getMessage()));
      return;
    }
    perform(actions);
  }

  private void perform(List<FloodsubRouter.Action> actions) {
    for (FloodsubRouter.Action action : actions) {
      if (action instanceof FloodsubRouter.Action.Send send) {
        send(send.peer(), send.rpc());
      } else if (action instanceof FloodsubRouter.Action.Judge judge) {
        judge(judge.message());
      }
    }
  }

  private void send(PeerId to, RPC rpc) {
    Peer peer;
    Outlet outlet;
    synchronized (this) {
      peer = peers.get(to);
      outlet = peer == null ? null : peer.outlet;
    }
    if (outlet == null) {
      metrics.counter("p2p.floodsub.unsent").increment();
      return;
    }
    byte[] encoded = rpc.toByteArray();
    peer.connection.executor().execute(() -> outlet.send(encoded));
  }

  private void judge(FloodsubRouter.Received message) {
    TopicSubscriber subscriber;
    synchronized (this) {
      subscriber = subscribers.get(message.topic());
    }
    if (subscriber == null) {
      judged(message, Verdict.IGNORE);
      return;
    }
    CompletionStage<Verdict> verdict;
    try {
      verdict = subscriber.onMessage(message.data(), message.from());
    } catch (RuntimeException e) {
      LOG.warn("The subscriber of {} failed", message.topic(), e);
      judged(message, Verdict.IGNORE);
      return;
    }
    verdict.whenComplete(
        (answer, failure) -> {
          if (failure != null) {
            Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                    ? failure.getCause()
                    : failure;
            LOG.warn("The subscriber of {} failed", message.topic(), cause);
          }
          judged(message, failure == null ? answer : Verdict.IGNORE);
        });
  }

  private void judged(FloodsubRouter.Received message, Verdict verdict) {
    List<FloodsubRouter.Action> actions;
    synchronized (this) {
      actions = router.judged(message, verdict);
    }
    perform(actions);
  }
}
