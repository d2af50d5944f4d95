// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.floodsub.core;

import com.google.protobuf.InvalidProtocolBufferException;
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
import org.chaoschain.p2p.api.stream.ProtocolNotSupportedException;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.proto.libp2p.RPC;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects a {@link FloodsubRouter} to streams: one stream to each peer for what is sent, one from
 * each for what is received. The router lives under this object's lock; subscribers are never
 * called with it held.
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
  private final Scheduler scheduler;
  private final SerialExecutor executor;
  private final FloodsubRouter router;
  private final Limit maxQueue;
  private final Map<PeerId, Neighbour> peers = new HashMap<>();
  private final Map<String, TopicSubscriber> subscribers = new HashMap<>();
  private boolean stopped;

  /** Hands what streams bring to the router's executor. */
  private final RpcReader.Sink inbound =
      new RpcReader.Sink() {
        @Override
        public void received(Stream stream, List<byte[]> rpcs, Runnable routed) {
          executor.execute(
              () -> {
                try {
                  for (byte[] rpc : rpcs) {
                    if (!route(stream, rpc)) {
                      break;
                    }
                  }
                } finally {
                  routed.run();
                }
              });
        }

        @Override
        public void ended(Stream stream) {
          executor.execute(() -> inboundEnded(stream));
        }
      };

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
    this.scheduler = scheduler;
    this.executor = scheduler.serial("p2p-floodsub");
    this.router = new FloodsubRouter(config, metrics);
    this.maxQueue =
        metrics.limit(FloodsubConfig.KEY_PREFIX + "max.queue", config.maxQueue(), "bytes");
  }

  @Override
  public Cancellable subscribe(String topic, TopicSubscriber subscriber)
      throws LimitExceededException {
    synchronized (this) {
      if (subscribers.containsKey(topic)) {
        throw new IllegalStateException("this node subscribes to " + topic + " already");
      }
      send(router.subscribe(topic));
      subscribers.put(topic, subscriber);
    }
    return () -> unsubscribe(topic, subscriber);
  }

  private synchronized boolean unsubscribe(String topic, TopicSubscriber subscriber) {
    if (!subscribers.remove(topic, subscriber)) {
      return false;
    }
    send(router.unsubscribe(topic));
    return true;
  }

  @Override
  public int publish(String topic, Bytes data) throws LimitExceededException {
    synchronized (this) {
      return send(router.publish(topic, data, clock.nanoTime()));
    }
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
    executor.execute(() -> inboundStarted(stream));
    stream.handler(new RpcReader(stream, config, metrics, inbound));
    stream.reading(true);
  }

  @Override
  public void onConnected(Connection connection) {
    PeerId id = connection.remotePeer();
    synchronized (this) {
      if (stopped) {
        return;
      }
      peers.computeIfAbsent(id, p -> new Neighbour(connection));
    }
    executor.execute(() -> open(id));
    executor.execute(() -> move(id, connection));
  }

  @Override
  public void onDraining(Connection connection) {
    PeerId id = connection.remotePeer();
    synchronized (this) {
      Neighbour peer = peers.get(id);
      if (peer == null || peer.connection != connection) {
        return;
      }
      peer.draining = true;
    }
    host.connection(id).ifPresent(best -> executor.execute(() -> move(id, best)));
  }

  @Override
  public void onDisconnected(Connection connection, CloseReason reason) {
    PeerId id = connection.remotePeer();
    synchronized (this) {
      Neighbour peer = peers.get(id);
      if (peer == null || peer.connection != connection) {
        return;
      }
      Optional<Connection> other =
          host.connections().stream()
              .filter(c -> c != connection && c.remotePeer().equals(id) && !c.closed())
              .findFirst();
      peer.disconnected();
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

  /** The peer opens another stream when this one ends. */
  @Override
  public void onRetired(Stream stream) {
    stream.close();
  }

  /** Ends every stream, so that peers know at once that they have to open others. */
  public void stop() {
    List<Outlet> open;
    List<Stream> inbounds;
    synchronized (this) {
      stopped = true;
      inbounds = peers.values().stream().map(p -> p.inbound).filter(i -> i != null).toList();
      open = peers.values().stream().map(p -> p.outlet).filter(o -> o != null).toList();
      peers.values().forEach(Neighbour::disconnected);
      peers.clear();
    }
    open.forEach(Outlet::close);
    CloseReason reason = new CloseReason(CloseReason.Kind.SHUTDOWN, "floodsub stops");
    inbounds.forEach(stream -> stream.reset(reason));
  }

  private void open(PeerId id) {
    Connection connection;
    synchronized (this) {
      Neighbour peer = peers.get(id);
      if (peer == null || peer.outlet != null || peer.opening) {
        return;
      }
      peer.reopen.cancel();
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

  /** Opens a stream on another connection, in the place of one on a connection that drains. */
  private void move(PeerId id, Connection to) {
    synchronized (this) {
      Neighbour peer = peers.get(id);
      if (peer == null || !peer.draining || peer.connection == to || to.closed()) {
        return;
      }
    }
    to.newStream(List.of(PROTOCOL))
        .whenComplete(
            (stream, failure) -> {
              if (failure == null) {
                moved(id, to, stream);
              } else {
                LOG.debug("{} gets no floodsub stream: {}", to, failure.getMessage());
              }
            });
  }

  private void moved(PeerId id, Connection to, Stream stream) {
    synchronized (this) {
      Neighbour peer = peers.get(id);
      if (peer == null || !peer.draining || peer.connection == to) {
        stream.close();
        return;
      }
      Outlet old = peer.outlet;
      peer.connection = to;
      peer.draining = false;
      takeUp(id, peer, stream);
      if (old != null) {
        old.finish();
      }
    }
  }

  private synchronized void openFailed(PeerId id, Connection connection, Throwable failure) {
    LOG.debug("{} gets no floodsub stream: {}", connection, failure.getMessage());
    Neighbour peer = peers.get(id);
    if (peer == null || peer.connection != connection) {
      return;
    }
    peer.opening = false;
    peer.forgetWaiting();
    if (!(failure instanceof ProtocolNotSupportedException)) {
      reopenLater(id, peer);
    }
  }

  private void opened(PeerId id, Connection connection, Stream stream) {
    synchronized (this) {
      Neighbour peer = peers.get(id);
      if (peer == null || peer.connection != connection || peer.outlet != null) {
        stream.close();
        return;
      }
      takeUp(id, peer, stream);
    }
  }

  /** What is sent to a peer goes to this stream from now on. Under the lock. */
  private void takeUp(PeerId id, Neighbour peer, Stream stream) {
    Outlet outlet = new Outlet(stream, maxQueue, metrics, () -> lost(id, stream));
    peer.opening = false;
    peer.outlet = outlet;
    peer.stream = stream;
    stream.handler(outlet);
    stream.reading(true);
    send(router.peerUp(id));
    peer.waiting.forEach(rpc -> outlet.post(rpc, true));
    peer.forgetWaiting();
  }

  private synchronized void lost(PeerId id, Stream stream) {
    Neighbour peer = peers.get(id);
    if (peer != null && peer.stream == stream) {
      peer.outlet = null;
      peer.stream = null;
      reopenLater(id, peer);
    }
  }

  /** A stream that was lost is opened again after a pause that doubles. Under the lock. */
  private void reopenLater(PeerId id, Neighbour peer) {
    peer.reopen.cancel();
    peer.reopen = scheduler.schedule(peer.nextPause(), () -> executor.execute(() -> open(id)));
  }

  /**
   * Of several streams that a peer opens the last one counts, as with other implementations. One
   * that the peer has left behind on another connection is heard to its end: it holds what was sent
   * before the move.
   */
  private void inboundStarted(Stream stream) {
    PeerId from = stream.connection().remotePeer();
    Stream older;
    synchronized (this) {
      Neighbour peer = peers.get(from);
      if (peer == null) {
        older = stream;
      } else {
        older = peer.startInbound(stream);
        if (!peer.inboundIsNew) {
          router.forgetSubscriptions(from);
        }
      }
    }
    if (older == stream) {
      stream.reset(new CloseReason(CloseReason.Kind.SHUTDOWN, stream + ": nobody listens here"));
    } else if (older != null) {
      older.reset(
          new CloseReason(CloseReason.Kind.LOCAL, older + " was replaced by a newer stream"));
    }
  }

  private synchronized void inboundEnded(Stream stream) {
    PeerId from = stream.connection().remotePeer();
    Neighbour peer = peers.get(from);
    if (peer != null && peer.endInbound(stream)) {
      router.forgetSubscriptions(from);
    }
  }

  /** False if nothing more of the stream counts. */
  private boolean route(Stream stream, byte[] encoded) {
    PeerId from = stream.connection().remotePeer();
    List<FloodsubRouter.Action> actions;
    try {
      RPC rpc = RPC.parseFrom(encoded);
      synchronized (this) {
        Neighbour peer = peers.get(from);
        if (peer == null || !peer.hears(stream)) {
          return false;
        }
        if (peer.older == stream) {
          rpc = rpc.toBuilder().clearSubscriptions().build();
        } else if (peer.inboundIsNew) {
          peer.inboundIsNew = false;
          router.forgetSubscriptions(from);
        }
        actions = router.received(from, rpc, clock.nanoTime());
      }
    } catch (InvalidProtocolBufferException e) {
      metrics.counter("p2p.floodsub.malformed").increment();
      breaksRules(stream, stream + ": no RPC: " + e.getMessage());
      return false;
    } catch (FloodsubViolation e) {
      metrics.counter("p2p.floodsub.violations").increment();
      LOG.debug("{}: {}", stream, e.getMessage());
      breaksRules(stream, e.getMessage());
      return false;
    }
    for (FloodsubRouter.Action action : actions) {
      if (action instanceof FloodsubRouter.Action.Judge judge) {
        judge(judge.message());
      }
    }
    return true;
  }

  /** Ends a stream; what has come behind the violation is not routed. */
  private void breaksRules(Stream stream, String how) {
    inboundEnded(stream);
    stream.reset(CloseReason.protocolError(how));
  }

  /**
   * Queues what is to be sent; under the lock, so that it goes out in the order in which it was
   * decided.
   *
   * @return for how many peers it was queued
   */
  private int send(List<FloodsubRouter.Action> actions) {
    int queued = 0;
    for (FloodsubRouter.Action action : actions) {
      if (action instanceof FloodsubRouter.Action.Send send && send(send.peer(), send.rpc())) {
        queued++;
      }
    }
    return queued;
  }

  private boolean send(PeerId to, RPC rpc) {
    Neighbour peer = peers.get(to);
    boolean message = rpc.getPublishCount() > 0;
    if (peer != null && peer.outlet != null) {
      peer.outlet.post(rpc.toByteArray(), message);
      return true;
    }
    if (!message) {
      // the stream begins with all subscriptions
      return false;
    }
    if (peer != null && peer.opening) {
      byte[] encoded = rpc.toByteArray();
      if (maxQueue.allows(peer.waitingBytes + encoded.length)) {
        peer.waitingBytes += encoded.length;
        peer.waiting.add(encoded);
        return true;
      }
      maxQueue.refused().increment();
    }
    metrics.counter("p2p.floodsub.unsent").increment();
    return false;
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
    } catch (RuntimeException | Error e) {
      failed(message, e);
      return;
    }
    if (verdict == null) {
      failed(message, new NullPointerException("it answered with null"));
      return;
    }
    verdict.whenComplete(
        (answer, failure) -> {
          if (failure != null || answer == null) {
            failed(message, failure);
          } else {
            judged(message, answer);
          }
        });
  }

  private void failed(FloodsubRouter.Received message, Throwable failure) {
    metrics.counter("p2p.floodsub.subscriber.failed").increment();
    boolean wrapped = failure instanceof CompletionException && failure.getCause() != null;
    Throwable cause = wrapped ? failure.getCause() : failure;
    LOG.warn("The subscriber of {} failed", message.topic(), cause);
    judged(message, Verdict.IGNORE);
  }

  private synchronized void judged(FloodsubRouter.Received message, Verdict verdict) {
    send(router.judged(message, verdict));
  }
}
