// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.PubSubIncident.Kind;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.chaoschain.p2p.gossipsub.core.Action.Lane;

/**
 * GossipSub 1.2: pure, with events, times in nanoseconds of one clock and randomness in, and {@link
 * Action}s out. {@link #heartbeat} is to be called at each {@link MeshConfig#heartbeat}. Not safe
 * for use by many threads.
 *
 * @see <a
 *     href="https://github.com/libp2p/specs/tree/master/pubsub/gossipsub">libp2p/specs/pubsub/gossipsub</a>
 */
public final class GossipRouter {
  private final RouterState state;
  private final PeerScore score;
  private final SeenMessages seen;
  private final History history;
  private final Promises promises;
  private final Meshes meshes;
  private final MeshUpkeep upkeep;
  private final GossipExchange gossip;
  private final MessageFlow messages;
  private final List<PeerId> direct;
  private final int reconnectEvery;

  /** Peers that could not be told some state. */
  private final Set<Peer> untold = new LinkedHashSet<>();

  /**
   * Makes a router without topics or peers.
   *
   * @param self who this node is
   * @param signing which signatures messages carry
   * @param records the records that are exchanged with PRUNE
   * @param application P5 of a peer's score
   * @param random for the choice of peers
   * @param meters can be shared by routers of the same limits
   */
  public GossipRouter(
      PeerId self,
      GossipConfig config,
      SignaturePolicy signing,
      PeerRecords records,
      ToDoubleFunction<PeerId> application,
      RandomGenerator random,
      GossipMeters meters) {
    MeshConfig mesh = config.mesh();
    this.score = new PeerScore(config.score(), meters.maxRetained, application);
    this.state = new RouterState(self, config, meters, random, score);
    this.seen = new SeenMessages(meters.maxSeen, config.limits().seenTime().toNanos());
    this.history = new History(mesh.historyLength(), mesh.historyGossip(), meters.maxHistory);
    this.promises = new Promises(mesh.iwantTime().toNanos(), meters.maxPromises);
    this.meshes = new Meshes(state, records);
    this.upkeep = new MeshUpkeep(state, meshes);
    this.gossip = new GossipExchange(state, history, seen, promises);
    this.messages = new MessageFlow(state, signing, seen, history, promises, gossip);
    this.direct = config.direct().stream().sorted().toList();
    this.reconnectEvery = mesh.ticks(mesh.directConnectTime());
  }

  private void at(long now) {
    state.now = now;
    score.advance(now);
  }

  /**
   * A peer can be sent to, or can be again on another stream: it is told what this node subscribes
   * to, and in which meshes it is. It may have told its own subscriptions before.
   */
  public List<Action> peerUp(PeerFacts facts, long now) {
    at(now);
    Peer peer = peer(facts.peer());
    peer.protocol = facts.protocol();
    peer.outbound = facts.outbound();
    peer.up = true;
    score.connected(facts.peer(), facts.networks());
    List<Rpc.Subscription> subscriptions = new ArrayList<>(state.topics.size());
    List<String> grafts = new ArrayList<>(0);
    for (Topic topic : state.topics.values()) {
      subscriptions.add(new Rpc.Subscription(topic.name, true));
      if (topic.inMesh(peer)) {
        grafts.add(topic.name);
      }
    }
    sendSubscriptions(peer, subscriptions);
    if (!grafts.isEmpty()) {
      meshes.tell(peer, grafts, List.of());
    }
    for (Topic topic : state.topics.values()) {
      if (peer.subscribes(topic.name)) {
        meshes.welcome(topic, peer);
      }
    }
    return state.takeActions();
  }

  private void sendSubscriptions(Peer peer, List<Rpc.Subscription> all) {
    int most = state.config.limits().maxSubscriptionsPerRpc();
    for (int from = 0; from < all.size(); from += most) {
      List<Rpc.Subscription> part = all.subList(from, Math.min(all.size(), from + most));
      state.send(peer, Rpc.subscriptions(part), Lane.STATE);
    }
  }

  private Peer peer(PeerId id) {
    Peer peer = state.peers.get(id);
    if (peer == null) {
      peer = new Peer(id, state.config.direct().contains(id), score.connected(id, List.of()));
      state.peers.put(id, peer);
    }
    return peer;
  }

  /** What a peer subscribed to counts no more: the stream on which it has told so has ended. */
  public void forgetSubscriptions(PeerId id, long now) {
    at(now);
    Peer peer = state.peers.get(id);
    if (peer != null) {
      leaveTopics(peer);
    }
  }

  private void leaveTopics(Peer peer) {
    for (String name : peer.topics()) {
      Topic topic = state.topics.get(name);
      if (topic != null) {
        topic.subscribers.remove(peer);
        meshes.remove(topic, peer);
      }
    }
    peer.forgetTopics();
  }

  /** In how many meshes of this node a peer is. */
  public int meshesWith(PeerId id) {
    Peer peer = state.peers.get(id);
    int count = 0;
    if (peer != null) {
      for (String name : peer.topics()) {
        Topic topic = state.topics.get(name);
        count += topic != null && topic.inMesh(peer) ? 1 : 0;
      }
    }
    return count;
  }

  /** A peer has gone; its score is kept for a time if it is not good. */
  public void peerDown(PeerId id, long now) {
    at(now);
    Peer peer = state.peers.remove(id);
    if (peer != null) {
      leaveTopics(peer);
      peer.up = false;
      score.disconnected(peer.standing, now);
    }
  }

  /**
   * This node subscribes.
   *
   * @throws LimitExceededException if there are too many topics
   * @throws IllegalArgumentException if the topic is empty or too long
   */
  public List<Action> subscribe(String name, long now) throws LimitExceededException {
    checkTopic(name);
    if (state.topics.containsKey(name)) {
      return List.of();
    }
    state.meters.maxTopics.check("gossipsub", state.topics.size() + 1L);
    at(now);
    Topic topic = new Topic(name, state.meters.maxBackoffs);
    state.topics.put(name, topic);
    toAll(new Rpc.Subscription(name, true));
    meshes.join(topic, messages.takeFanout(name));
    return state.takeActions();
  }

  /** This node does not subscribe any more. */
  public List<Action> unsubscribe(String name, long now) {
    Topic topic = state.topics.get(name);
    if (topic == null) {
      return List.of();
    }
    at(now);
    toAll(new Rpc.Subscription(name, false));
    meshes.leave(topic);
    state.topics.remove(name);
    score.left(name);
    return state.takeActions();
  }

  private void toAll(Rpc.Subscription change) {
    Rpc rpc = Rpc.subscriptions(List.of(change));
    for (Peer peer : state.peers.values()) {
      if (peer.up) {
        state.send(peer, rpc, Lane.STATE);
      }
    }
  }

  /**
   * This node publishes; nothing happens if the same was seen before.
   *
   * @throws LimitExceededException if the message is too large
   * @throws IllegalArgumentException if the topic is empty or too long
   */
  public List<Action> publish(String topic, Bytes data, long now) throws LimitExceededException {
    checkTopic(topic);
    state.meters.maxData.check("publishing on " + topic, data.size());
    at(now);
    messages.publish(topic, data);
    return state.takeActions();
  }

  /** Whether nothing of a peer is heard now: what it has sent need not be decoded. */
  public boolean ignores(PeerId from, long now) {
    at(now);
    Peer peer = state.peers.get(from);
    return peer != null && ignores(peer);
  }

  private boolean ignores(Peer peer) {
    return !peer.direct && state.score(peer) < state.config.score().graylistThreshold();
  }

  /** A peer has sent an RPC; one of a peer that is ignored counts and is not read. */
  public List<Action> received(PeerId from, Rpc rpc, long now) {
    at(now);
    Peer peer = peer(from);
    if (ignores(peer)) {
      graylisted(peer);
      return state.takeActions();
    }
    peer.graylisted = false;
    if (rpc.cut() > 0) {
      state.misbehaves(
          peer,
          1,
          Kind.RPC_OVERSIZED,
          () -> "an RPC of " + peer + " has " + rpc.cut() + " elements too many; they were cut");
    }
    if (!rpc.subscriptions().isEmpty()) {
      changeSubscriptions(peer, rpc.subscriptions());
    }
    for (int i = 0; i < rpc.messages().size(); i++) {
      messages.received(peer, rpc.messages().get(i));
    }
    Rpc.Control control = rpc.control();
    if (!control.isEmpty()) {
      gossip.advertised(peer, control.ihave());
      gossip.wanted(peer, control.iwant());
      meshes.grafted(peer, control.graft());
      meshes.pruned(peer, control.prune());
      gossip.unwanted(peer, control.idontwant());
    }
    return state.takeActions();
  }

  private void graylisted(Peer peer) {
    state.meters.graylisted.increment();
    if (!peer.graylisted) {
      peer.graylisted = true;
      state.raise(
          peer,
          Kind.GRAYLISTED,
          () ->
              "%s has the score %.1f, below %.1f; nothing is heard of it any more"
                  .formatted(peer, state.score(peer), state.config.score().graylistThreshold()));
    }
  }

  private void changeSubscriptions(Peer peer, List<Rpc.Subscription> changes) {
    int most = state.config.limits().maxSubscriptionChanges();
    int read = peer.budget.subscriptions(state.tick, changes.size(), most);
    if (read < changes.size()) {
      state.meters.maxSubscriptionChanges.refused().add(changes.size() - read);
      subscriptionFlood(peer, most + " changes of subscriptions in a heartbeat");
    }
    boolean tooMany = false;
    for (int i = 0; i < read; i++) {
      Rpc.Subscription change = changes.get(i);
      Topic topic = state.topics.get(change.topic());
      if (!change.subscribe()) {
        if (peer.unsubscribe(change.topic()) && topic != null) {
          topic.subscribers.remove(peer);
          meshes.remove(topic, peer);
        }
      } else if (!peer.subscribes(change.topic())) {
        tooMany |= !subscribed(peer, topic, change.topic());
      }
    }
    if (tooMany) {
      subscriptionFlood(peer, state.meters.maxTopicsPerPeer.value() + " topics");
    }
  }

  /** False if the peer has too many topics. */
  private boolean subscribed(Peer peer, Topic topic, String name) {
    if (!state.meters.maxTopicsPerPeer.allows(peer.topics().size() + 1L)) {
      state.meters.maxTopicsPerPeer.refused().increment();
      return false;
    }
    peer.subscribe(topic == null ? name : topic.name);
    if (topic != null) {
      topic.subscribers.add(peer);
      meshes.welcome(topic, peer);
    }
    return true;
  }

  private void subscriptionFlood(Peer peer, String limit) {
    state.misbehaves(
        peer,
        1,
        Kind.SUBSCRIPTION_FLOOD,
        () -> peer + " has more than " + limit + "; the rest was left out");
  }

  /** The subscriber has judged a message: a good one goes to the mesh. */
  public List<Action> judged(MessageId id, Verdict verdict, long now) {
    at(now);
    messages.judged(id, verdict);
    return state.takeActions();
  }

  /** A peer has sent bytes that are no RPC. */
  public List<Action> malformed(PeerId from, String how, long now) {
    at(now);
    Peer peer = state.peers.get(from);
    if (peer != null) {
      state.misbehaves(peer, 2, Kind.MALFORMED_RPC, () -> peer + ": " + how);
    }
    return state.takeActions();
  }

  /**
   * What belongs to {@link Lane#STATE} could not be sent: the state that it told is told again at
   * the next heartbeat, as it is then.
   */
  public void unsent(PeerId to, Rpc rpc) {
    Peer peer = state.peers.get(to);
    if (peer == null) {
      return;
    }
    rpc.subscriptions().forEach(change -> peer.untold(change.topic()));
    rpc.control().graft().forEach(peer::untold);
    rpc.control().prune().forEach(prune -> peer.untold(prune.topic()));
    untold.add(peer);
  }

  private void tellAgain() {
    if (untold.isEmpty()) {
      return;
    }
    List<Peer> again = List.copyOf(untold);
    untold.clear();
    for (Peer peer : again) {
      if (state.peers.get(peer.id) == peer) {
        tellAgain(peer);
      }
    }
  }

  private void tellAgain(Peer peer) {
    List<Rpc.Subscription> subscriptions = new ArrayList<>();
    List<String> grafts = new ArrayList<>();
    List<Rpc.Prune> prunes = new ArrayList<>();
    for (String name : peer.takeUntold()) {
      Topic topic = state.topics.get(name);
      subscriptions.add(new Rpc.Subscription(name, topic != null));
      if (topic != null && topic.inMesh(peer)) {
        grafts.add(name);
      } else if (topic != null) {
        prunes.add(meshes.prune(topic, peer, state.config.mesh().pruneBackoff(), false));
      } else {
        prunes.add(
            new Rpc.Prune(name, List.of(), state.config.mesh().unsubscribeBackoff().toSeconds()));
      }
    }
    sendSubscriptions(peer, subscriptions);
    meshes.tell(peer, grafts, prunes);
  }

  /** Time for the upkeep of the meshes and for gossip. */
  public List<Action> heartbeat(long now) {
    at(now);
    state.tick++;
    promises.broken(now).forEach(this::broken);
    messages.heartbeat();
    upkeep.heartbeat();
    tellAgain();
    gossip.emit();
    history.shift();
    seen.expire(now);
    if (!direct.isEmpty() && (state.tick == 1 || state.tick % reconnectEvery == 0)) {
      for (PeerId peer : direct) {
        if (!state.peers.containsKey(peer)) {
          state.act(new Action.Reconnect(peer));
        }
      }
    }
    return state.takeActions();
  }

  private void broken(Peer peer, int count) {
    state.misbehaves(
        peer,
        count,
        Kind.BROKEN_PROMISE,
        () -> peer + " advertised " + count + " messages that never came");
  }

  /** The peers that subscribe to a topic. */
  public Set<PeerId> subscribers(String topic) {
    Set<PeerId> subscribers = new HashSet<>();
    for (Peer peer : state.peers.values()) {
      if (peer.subscribes(topic)) {
        subscribers.add(peer.id);
      }
    }
    return subscribers;
  }

  /** The peers in the mesh of a topic. */
  public Set<PeerId> mesh(String name) {
    Topic topic = state.topics.get(name);
    Set<PeerId> mesh = new LinkedHashSet<>();
    if (topic != null) {
      topic.mesh.forEach(peer -> mesh.add(peer.id));
    }
    return mesh;
  }

  /** The topics to which this node subscribes. */
  public Collection<String> topics() {
    return List.copyOf(state.topics.keySet());
  }

  /** The score of a peer, 0 if it is not known. */
  public double score(PeerId peer, long now) {
    at(now);
    return score.score(peer);
  }

  /** The scores of all peers that are connected. */
  public Map<PeerId, Double> scores(long now) {
    at(now);
    Map<PeerId, Double> scores = new HashMap<>();
    state.peers.values().forEach(peer -> scores.put(peer.id, state.score(peer)));
    return scores;
  }

  /** How many messages wait for their verdict. */
  public int pending() {
    return messages.pending();
  }

  private static void checkTopic(String topic) {
    if (topic.isEmpty() || topic.length() > GossipLimits.MAX_TOPIC) {
      throw new IllegalArgumentException(
          "a topic has 1 to %d characters, not %d"
              .formatted(GossipLimits.MAX_TOPIC, topic.length()));
    }
  }
}
