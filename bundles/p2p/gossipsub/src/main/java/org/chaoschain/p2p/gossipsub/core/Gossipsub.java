// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Priority;
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
import org.chaoschain.p2p.api.host.PeerTags;
import org.chaoschain.p2p.api.host.PeerValue;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.PeerScores;
import org.chaoschain.p2p.api.pubsub.PubSub;
import org.chaoschain.p2p.api.pubsub.PubSubIncident;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.pubsub.core.Outgoing;
import org.chaoschain.p2p.pubsub.core.PeerStreams;
import org.chaoschain.p2p.pubsub.core.StreamLimits;
import org.chaoschain.p2p.pubsub.core.Subscribers;

/**
 * Connects a {@link GossipRouter} to streams, to the scheduler and to the host. The router lives
 * under the monitor of the streams; subscribers and listeners are never called with it held.
 */
public final class Gossipsub
    implements PubSub,
        PeerScores,
        PeerValue,
        StreamProtocol,
        ConnectionListener,
        PeerStoreListener,
        PeerStreams.Router {
  /** What a peer is worth for each mesh that it is in. */
  private static final int MESH = 100;

  /** What it is worth for its score at most, and loses for it at most. */
  private static final int SCORE = 100;

  private final GossipConfig config;
  private final Environment environment;
  private final Networks networks;
  private final Clock clock;
  private final SerialExecutor executor;
  private final GossipRouter router;
  private final RpcCodec codec;
  private final OutgoingRpcs outgoing;
  private final PeerStreams streams;
  private final Subscribers subscribers;
  private final LaterActions laterActions;
  private final IgnoredPeers ignored;
  private final Limit maxQueue;
  private final Cancellable heartbeat;

  /**
   * What GossipSub works with.
   *
   * @param host for streams, and for connections to peers that were offered
   * @param peerStore for their records
   * @param clock for scores and backoffs
   * @param scheduler for heartbeats
   * @param random for the choice of peers
   * @param metrics where is counted
   * @param signing which signatures messages carry
   * @param application P5 of a peer's score
   * @param incidents told what peers do that they should not; called without any lock
   */
  public record Environment(
      Host host,
      PeerStore peerStore,
      Clock clock,
      Scheduler scheduler,
      RandomGenerator random,
      Metrics metrics,
      SignaturePolicy signing,
      ToDoubleFunction<PeerId> application,
      Consumer<PubSubIncident> incidents) {
    /** With StrictNoSign, and nobody else who knows of peers or wants to know. */
    public static Environment of(
        Host host,
        PeerStore peerStore,
        Clock clock,
        Scheduler scheduler,
        RandomGenerator random,
        Metrics metrics) {
      return new Environment(
          host,
          peerStore,
          clock,
          scheduler,
          random,
          metrics,
          SignaturePolicy.STRICT_NO_SIGN,
          peer -> 0,
          incident -> {});
    }
  }

  /**
   * Makes GossipSub; it works once the host knows it as protocol and listener.
   *
   * @param self who this node is
   * @param networks what colocation is counted by
   * @param maxConnecting how many peers that were offered are dialled at a time
   */
  public Gossipsub(
      PeerId self,
      GossipConfig config,
      Networks networks,
      int maxConnecting,
      Environment environment) {
    Metrics metrics = environment.metrics();
    GossipLimits limits = config.limits();
    this.config = config;
    this.environment = environment;
    this.networks = networks;
    this.clock = environment.clock();
    this.executor = environment.scheduler().serial("p2p-gossipsub");
    this.codec = new RpcCodec(limits, metrics);
    this.outgoing = new OutgoingRpcs(codec, config.classes());
    KnownRecords records = new KnownRecords(environment.peerStore());
    this.subscribers = new Subscribers(metrics.counter("p2p.gossipsub.subscriber.failed"));
    this.laterActions =
        new LaterActions(
            environment,
            subscribers,
            records,
            new PeerDials(
                environment.host(),
                metrics.limit(GossipConfig.KEY_PREFIX + "max.connecting", maxConnecting, "peers")),
            this::judged);
    this.ignored = new IgnoredPeers(limits.maxIgnoredRate());
    this.router =
        new GossipRouter(
            self,
            config,
            environment.signing(),
            records,
            environment.application(),
            environment.random(),
            new GossipMeters(limits, metrics));
    this.maxQueue =
        metrics.limit(GossipConfig.KEY_PREFIX + "max.queue", limits.maxQueue(), "bytes");
    this.streams =
        new PeerStreams(
            protocols(),
            new StreamLimits(
                metrics.limit(GossipConfig.KEY_PREFIX + "max.rpc", limits.maxRpc(), "bytes"),
                maxQueue,
                limits.maxInbound(),
                metrics,
                GossipConfig.KEY_PREFIX),
            environment.host(),
            environment.peerStore(),
            environment.scheduler(),
            executor,
            this);
    this.heartbeat =
        environment
            .scheduler()
            .scheduleWithFixedDelay(
                config.mesh().heartbeat(),
                config.mesh().heartbeat(),
                () -> executor.execute(this::heartbeat));
  }

  /** Something that happens to the router. */
  private interface Happening {
    List<Action> happen(long now) throws LimitExceededException;
  }

  /**
   * Tells the router, and does what it wants done.
   *
   * @return to how many peers something was queued
   */
  private int tell(Happening happening) throws LimitExceededException {
    List<Action> later;
    List<Action.Send> spare = new ArrayList<>(0);
    int queued = 0;
    synchronized (streams) {
      List<Action> actions = happening.happen(clock.nanoTime());
      later = new ArrayList<>(0);
      for (Action action : actions) {
        if (action instanceof Action.Send send && !send.rpc().control().idontwant().isEmpty()) {
          spare.add(send);
        } else if (action instanceof Action.Send send) {
          queued += send(send) ? 1 : 0;
        } else if (action instanceof Action.Cancel cancel) {
          streams.cancel(cancel.peer(), waiting -> carries(waiting, cancel.ids()));
        } else {
          later.add(action);
        }
      }
    }
    Set<MessageId> throttled = new HashSet<>(0);
    later.forEach(action -> laterActions.act(action, throttled));
    if (!spare.isEmpty()) {
      synchronized (streams) {
        for (Action.Send send : spare) {
          queued += wantedNoMore(send.rpc(), throttled) && send(send) ? 1 : 0;
        }
      }
    }
    return queued;
  }

  /** A message that counts as not seen has to come again: nobody is told to spare it. */
  private static boolean wantedNoMore(Rpc rpc, Set<MessageId> throttled) {
    return throttled.isEmpty() || Collections.disjoint(rpc.control().idontwant(), throttled);
  }

  private void tellSafely(Happening happening) {
    try {
      tell(happening);
    } catch (LimitExceededException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean send(Action.Send send) {
    return streams.send(send.peer(), outgoing.of(send));
  }

  /** An RPC of messages alone, all of which are not wanted any more. */
  private boolean carries(Outgoing waiting, Set<MessageId> ids) {
    return waiting.what() instanceof Rpc rpc
        && !rpc.messages().isEmpty()
        && rpc.messages().stream().allMatch(m -> ids.contains(environment.signing().id(m)));
  }

  private void judged(MessageId id, Verdict verdict) {
    tellSafely(now -> router.judged(id, verdict, now));
  }

  private void heartbeat() {
    tellSafely(router::heartbeat);
  }

  @Override
  public Cancellable subscribe(String topic, TopicSubscriber subscriber)
      throws LimitExceededException {
    synchronized (streams) {
      if (subscribers.has(topic)) {
        throw new IllegalStateException("this node subscribes to " + topic + " already");
      }
      tell(now -> router.subscribe(topic, now));
      subscribers.put(topic, subscriber);
    }
    return () -> unsubscribe(topic, subscriber);
  }

  private boolean unsubscribe(String topic, TopicSubscriber subscriber) {
    synchronized (streams) {
      if (!subscribers.remove(topic, subscriber)) {
        return false;
      }
      tellSafely(now -> router.unsubscribe(topic, now));
      return true;
    }
  }

  @Override
  public int publish(String topic, Bytes data) throws LimitExceededException {
    requireRoom(topic, data.size());
    return tell(now -> router.publish(topic, data, now));
  }

  /** If nobody would get it but in the place of an earlier one, whoever publishes is told. */
  private void requireRoom(String topic, int size) throws LimitExceededException {
    Priority priority = config.classes().of(topic);
    boolean full;
    synchronized (streams) {
      Set<PeerId> all = router.subscribers(topic);
      full = !all.isEmpty() && all.stream().allMatch(peer -> streams.full(peer, priority, size));
    }
    if (full) {
      throw maxQueue.refuse(
          "the queues to all peers of the topic " + topic + ", none of which reads fast enough",
          maxQueue.value() + size);
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
  public double gossipScore(PeerId peer) {
    synchronized (streams) {
      return router.score(peer, clock.nanoTime());
    }
  }

  @Override
  public Map<PeerId, Double> gossipScores() {
    synchronized (streams) {
      return router.scores(clock.nanoTime());
    }
  }

  @Override
  public Set<PeerId> mesh(String topic) {
    synchronized (streams) {
      return router.mesh(topic);
    }
  }

  /**
   * What a peer is worth: much if every message is to go to it, 100 points for each mesh that it is
   * in, and its score, at most 100 points either way.
   */
  @Override
  public int value(PeerId peer) {
    if (config.direct().contains(peer)) {
      return PeerTags.MAX_VALUE;
    }
    synchronized (streams) {
      double score = router.score(peer, clock.nanoTime());
      return MESH * router.meshesWith(peer) + (int) Math.max(-SCORE, Math.min(SCORE, score));
    }
  }

  @Override
  public String tag() {
    return "gossip.mesh";
  }

  /** The topics to which this node subscribes. */
  public List<String> topics() {
    synchronized (streams) {
      return List.copyOf(router.topics());
    }
  }

  @Override
  public double graylistThreshold() {
    return config.score().graylistThreshold();
  }

  @Override
  public List<String> protocols() {
    return MeshProtocol.ids();
  }

  @Override
  public void onStream(Stream stream) {
    streams.onStream(stream);
  }

  /** The peer opens another stream when this one ends. */
  @Override
  public void onRetired(Stream stream) {
    stream.close();
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

  /**
   * Ends every stream and the heartbeat, so that peers know at once that they have to open others.
   */
  public void stop() {
    heartbeat.cancel();
    streams.stop();
  }

  @Override
  public void peerUp(PeerId peer, Stream stream) {
    Connection connection = stream.connection();
    PeerFacts facts =
        new PeerFacts(
            peer,
            MeshProtocol.ofId(stream.protocol()).orElse(MeshProtocol.FLOODSUB),
            connection.initiator(),
            networks.of(connection.remoteAddress()));
    tellSafely(now -> router.peerUp(facts, now));
  }

  @Override
  public void peerDown(PeerId peer) {
    ignored.forget(peer);
    router.peerDown(peer, clock.nanoTime());
  }

  @Override
  public void forgetSubscriptions(PeerId peer) {
    router.forgetSubscriptions(peer, clock.nanoTime());
  }

  @Override
  public boolean unsent(PeerId peer, Outgoing rpc) {
    synchronized (streams) {
      router.unsent(peer, (Rpc) rpc.what());
    }
    return true;
  }

  /** Whether nothing of a peer counts; {@link #rest} knows of it from then on. */
  private boolean ignores(PeerId from) {
    synchronized (streams) {
      return ignored.note(from, router.ignores(from, clock.nanoTime()));
    }
  }

  @Override
  public Duration rest(PeerId peer, long bytes) {
    return ignored.rest(peer, bytes);
  }

  @Override
  public boolean received(Stream stream, byte[] encoded) {
    PeerId from = stream.connection().remotePeer();
    Rpc rpc;
    try {
      rpc = ignores(from) ? Rpc.of(List.of()) : codec.decode(encoded);
    } catch (MalformedRpcException e) {
      environment.metrics().counter("p2p.gossipsub.malformed").increment();
      streams.breaksRules(stream, stream + ": no RPC: " + e.getMessage());
      tellSafely(now -> router.malformed(from, "no RPC: " + e.getMessage(), now));
      return false;
    }
    boolean[] heard = {true};
    tellSafely(
        now ->
            switch (streams.hears(stream)) {
              case NOTHING -> {
                heard[0] = false;
                yield List.of();
              }
              case NO_SUBSCRIPTIONS ->
                  router.received(
                      from, new Rpc(List.of(), rpc.messages(), rpc.control(), rpc.cut()), now);
              case ALL -> router.received(from, rpc, now);
            });
    return heard[0];
  }
}
