// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.pubsub.PubSubIncident.Kind;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.chaoschain.p2p.gossipsub.core.Action.Lane;

/** The way of messages: published or received, judged, handed on. */
final class MessageFlow {
  /** A verdict that has not come by then counts as {@link Verdict#IGNORE}. */
  private static final long VERDICT_NANOS = Duration.ofMinutes(1).toNanos();

  /** Judged ones that may stay behind one that waits, before they are taken out. */
  private static final int JUDGED_KEPT = 64;

  private final RouterState state;
  private final SignaturePolicy signing;
  private final SeenMessages seen;
  private final History history;
  private final Promises promises;
  private final GossipExchange gossip;
  private final Map<String, Fanout> fanouts = new HashMap<>(4);

  /** What waits for its verdict, the oldest first; some of them have had it. */
  private final Deque<Delivery> byAge = new ArrayDeque<>(4);

  private int pending;

  /** Peers for a topic that this node only publishes to. */
  private static final class Fanout {
    final List<Peer> peers = new ArrayList<>();
    long publishedAt;
  }

  MessageFlow(
      RouterState state,
      SignaturePolicy signing,
      SeenMessages seen,
      History history,
      Promises promises,
      GossipExchange gossip) {
    this.state = state;
    this.signing = signing;
    this.seen = seen;
    this.history = history;
    this.promises = promises;
    this.gossip = gossip;
  }

  void publish(String name, Bytes data) {
    Message message = signing.make(name, data);
    MessageId id = signing.id(message);
    if (seen.find(id) != null) {
      return;
    }
    seen.add(id, state.now, Delivery.State.OWN);
    history.add(id, message);
    Rpc rpc = Rpc.of(message);
    for (Peer peer : receivers(name)) {
      if (peer.wants(id)) {
        state.send(peer, rpc, Lane.PAYLOAD);
      }
    }
  }

  private List<Peer> receivers(String name) {
    MeshConfig mesh = state.config.mesh();
    Topic topic = state.topics.get(name);
    List<Peer> subscribers = topic == null ? subscribers(name) : topic.subscribers;
    List<Peer> receivers = new ArrayList<>();
    List<Peer> meshed = List.of();
    if (!mesh.floodPublish()) {
      meshed = topic == null ? fanout(name, subscribers) : topic.mesh;
      if (meshed.isEmpty()) {
        meshed = state.choose(subscribers, mesh.d(), p -> p.protocol.meshes() && mayPublishTo(p));
      }
    }
    for (Peer peer : subscribers) {
      boolean always = peer.direct || mesh.floodPublish() || !peer.protocol.meshes();
      if (meshed.contains(peer) || peer.direct || (always && mayPublishTo(peer))) {
        receivers.add(peer);
      }
    }
    return receivers;
  }

  private boolean mayPublishTo(Peer peer) {
    return state.score(peer) >= state.config.score().publishThreshold();
  }

  private List<Peer> subscribers(String topic) {
    List<Peer> subscribers = new ArrayList<>();
    for (Peer peer : state.peers.values()) {
      if (peer.subscribes(topic)) {
        subscribers.add(peer);
      }
    }
    return subscribers;
  }

  private List<Peer> fanout(String name, List<Peer> subscribers) {
    Fanout fanout = fanouts.computeIfAbsent(name, n -> new Fanout());
    fanout.publishedAt = state.now;
    fill(name, fanout, subscribers);
    return fanout.peers;
  }

  private void fill(String name, Fanout fanout, List<Peer> subscribers) {
    fanout.peers.removeIf(p -> !p.up || !p.subscribes(name) || !mayPublishTo(p));
    int missing = state.config.mesh().d() - fanout.peers.size();
    if (missing > 0) {
      fanout.peers.addAll(
          state.choose(
              subscribers,
              missing,
              p ->
                  p.up
                      && p.protocol.meshes()
                      && !p.direct
                      && !fanout.peers.contains(p)
                      && mayPublishTo(p)));
    }
  }

  /** This node subscribes now: the peers it published to until now are taken out. */
  List<Peer> takeFanout(String name) {
    Fanout fanout = fanouts.remove(name);
    return fanout == null ? List.of() : fanout.peers;
  }

  void received(Peer from, Message message) {
    Topic topic = state.topics.get(message.topic());
    if (topic == null) {
      state.meters.unwanted.increment();
      return;
    }
    MessageId id = signing.id(message);
    Delivery known = seen.find(id);
    if (known != null) {
      state.meters.duplicates.increment();
      again(known, topic.name, from);
      return;
    }
    Optional<String> refusal = refusal(message);
    if (refusal.isPresent()) {
      promises.kept(id);
      state.score.rejected(from.standing, topic.name);
      state.raise(
          from,
          Kind.BAD_SIGNATURE,
          () -> from + " sends a message on " + topic.name + ": " + refusal.get());
      return;
    }
    int size = message.data().size();
    if (!state.meters.maxPending.allows(pending + 1L)) {
      state.meters.maxPending.refused().increment();
    } else if (!state.meters.maxPendingPerPeer.allows(from.pendingBytes + size)) {
      state.meters.maxPendingPerPeer.refused().increment();
    } else {
      promises.kept(id);
      Delivery delivery = seen.add(id, state.now, Delivery.State.PENDING);
      delivery.message = message;
      delivery.sentBy(from);
      from.pendingBytes += size;
      pending++;
      byAge.addLast(delivery);
      state.act(new Action.Judge(id, message, from.id));
      gossip.seenFirst(delivery, message, from);
    }
  }

  private Optional<String> refusal(Message message) {
    int size = message.data().size();
    if (!state.meters.maxData.allows(size)) {
      return Optional.of(state.meters.maxData.refuse(message.topic(), size).getMessage());
    }
    return signing.refuse(message);
  }

  private void again(Delivery delivery, String topic, Peer from) {
    switch (delivery.state) {
      case PENDING -> delivery.sentBy(from);
      case REJECTED -> state.score.rejected(from.standing, topic);
      case ACCEPTED -> {
        if (delivery.sentBy(from)) {
          state.score.deliveredAgain(from.standing, topic, state.now - delivery.judgedAt);
        }
      }
      default -> {}
    }
  }

  void judged(MessageId id, Verdict verdict) {
    Delivery delivery = seen.find(id);
    if (delivery == null || delivery.state != Delivery.State.PENDING) {
      return;
    }
    Message message = noLongerPending(delivery);
    state.meters.judged(verdict).increment();
    switch (verdict) {
      case ACCEPT -> accepted(delivery, message);
      case IGNORE -> {
        delivery.state = Delivery.State.IGNORED;
        delivery.forgetSenders();
      }
      case REJECT -> rejected(delivery, message);
      case THROTTLE -> throttled(delivery, message);
    }
  }

  /** The copy of another peer is judged, if one came meanwhile; else it counts as not seen. */
  private void throttled(Delivery delivery, Message message) {
    int size = message.data().size();
    while (delivery.senders() > 1) {
      delivery.dropFirstSender();
      Peer next = delivery.sender(0);
      if (state.meters.maxPendingPerPeer.allows(next.pendingBytes + size)) {
        delivery.message = message;
        next.pendingBytes += size;
        pending++;
        state.act(new Action.Judge(delivery.id, message, next.id));
        return;
      }
      state.meters.maxPendingPerPeer.refused().increment();
    }
    delivery.state = Delivery.State.THROTTLED;
    delivery.forgetSenders();
    seen.forget(delivery);
  }

  private Message noLongerPending(Delivery delivery) {
    Message message = delivery.message;
    delivery.message = null;
    delivery.judgedAt = state.now;
    delivery.sender(0).pendingBytes -= message.data().size();
    pending--;
    while (!byAge.isEmpty() && byAge.peekFirst().state != Delivery.State.PENDING) {
      byAge.removeFirst();
    }
    if (byAge.size() > 2 * pending + JUDGED_KEPT) {
      byAge.removeIf(d -> d.state != Delivery.State.PENDING);
    }
    return message;
  }

  private void accepted(Delivery delivery, Message message) {
    delivery.state = Delivery.State.ACCEPTED;
    String name = message.topic();
    state.score.delivered(delivery.sender(0).standing, name);
    for (int i = 1; i < delivery.senders(); i++) {
      state.score.deliveredAgain(delivery.sender(i).standing, name, 0);
    }
    history.add(delivery.id, message);
    Topic topic = state.topics.get(name);
    if (topic != null) {
      forward(delivery, message, topic);
    }
  }

  /** To the mesh, to direct peers, and to those that know no mesh. */
  private void forward(Delivery delivery, Message message, Topic topic) {
    Rpc rpc = Rpc.of(message);
    for (int i = 0; i < topic.mesh.size(); i++) {
      forward(delivery, rpc, topic.mesh.get(i));
    }
    for (int i = 0; i < topic.subscribers.size(); i++) {
      Peer peer = topic.subscribers.get(i);
      if (peer.direct || (!peer.protocol.meshes() && mayPublishTo(peer))) {
        forward(delivery, rpc, peer);
      }
    }
  }

  private void forward(Delivery delivery, Rpc rpc, Peer peer) {
    if (delivery.hasSent(peer)) {
      return;
    }
    if (!peer.wants(delivery.id)) {
      state.meters.idontwantHonoured.increment();
      return;
    }
    state.meters.forwarded.increment();
    state.send(peer, rpc, Lane.PAYLOAD);
  }

  private void rejected(Delivery delivery, Message message) {
    delivery.state = Delivery.State.REJECTED;
    for (int i = 0; i < delivery.senders(); i++) {
      Peer sender = delivery.sender(i);
      state.score.rejected(sender.standing, message.topic());
      state.raise(
          sender,
          Kind.INVALID_MESSAGE,
          () -> sender + " sent a message on " + message.topic() + " that was rejected");
    }
    delivery.forgetSenders();
  }

  /** A heartbeat: what waits too long for its verdict is given up, so is the fanout. */
  void heartbeat() {
    // a subscriber that never answers must not use up what others need
    while (!byAge.isEmpty() && state.now - byAge.peekFirst().seenAt > VERDICT_NANOS) {
      Delivery oldest = byAge.peekFirst();
      oldest.state = oldest.state == Delivery.State.PENDING ? Delivery.State.IGNORED : oldest.state;
      if (oldest.message != null) {
        state.meters.unjudged.increment();
        noLongerPending(oldest);
        oldest.forgetSenders();
      } else {
        byAge.removeFirst();
      }
    }
    if (!fanouts.isEmpty()) {
      long lifetime = state.config.mesh().fanoutTime().toNanos();
      fanouts.values().removeIf(fanout -> state.now - fanout.publishedAt > lifetime);
      fanouts.forEach((name, fanout) -> fill(name, fanout, subscribers(name)));
    }
  }

  int pending() {
    return pending;
  }
}
