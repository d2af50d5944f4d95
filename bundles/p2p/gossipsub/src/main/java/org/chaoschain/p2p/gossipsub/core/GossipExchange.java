// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.chaoschain.p2p.api.pubsub.PubSubIncident.Kind;
import org.chaoschain.p2p.gossipsub.core.Action.Lane;

/** IHAVE, IWANT and IDONTWANT. */
final class GossipExchange {
  /** What an answer takes up beside the data of its messages, generously. */
  private static final int MESSAGE_OVERHEAD = 16 + 3 * GossipLimits.MAX_TOPIC;

  private final RouterState state;
  private final History history;
  private final SeenMessages seen;
  private final Promises promises;

  GossipExchange(RouterState state, History history, SeenMessages seen, Promises promises) {
    this.state = state;
    this.history = history;
    this.seen = seen;
    this.promises = promises;
  }

  private boolean belowGossip(Peer peer) {
    return state.score(peer) < state.config.score().gossipThreshold();
  }

  /** A peer advertises messages: those that were not seen are asked for. */
  void advertised(Peer peer, List<Rpc.IHave> ihaves) {
    if (belowGossip(peer)) {
      return;
    }
    GossipLimits limits = state.config.limits();
    Set<MessageId> missing = new LinkedHashSet<>();
    for (Rpc.IHave ihave : ihaves) {
      if (!peer.budget.ihave(state.tick, limits.maxIhave())) {
        state.meters.maxIhave.refused().increment();
        flood(peer, limits.maxIhave() + " IHAVE");
        break;
      }
      int read = peer.budget.ihaveIds(state.tick, ihave.ids().size(), limits.maxIhaveIds());
      if (read < ihave.ids().size()) {
        state.meters.maxIhaveIds.refused().add(ihave.ids().size() - read);
        flood(peer, limits.maxIhaveIds() + " ids in IHAVE");
      }
      if (!state.topics.containsKey(ihave.topic())) {
        continue;
      }
      for (int i = 0; i < read; i++) {
        MessageId id = ihave.ids().get(i);
        if (seen.find(id) == null) {
          missing.add(id);
        }
      }
    }
    ask(peer, missing);
  }

  private void flood(Peer peer, String limit) {
    state.raise(
        peer,
        Kind.IHAVE_FLOOD,
        () -> peer + " sends more than " + limit + " in a heartbeat; the rest was left unread");
  }

  private void ask(Peer peer, Set<MessageId> missing) {
    int count = peer.budget.asked(state.tick, missing.size(), state.config.limits().maxIhaveIds());
    if (count == 0) {
      return;
    }
    List<MessageId> ids = new ArrayList<>(missing);
    // by lot, so that not the same are left out by all who ask
    state.shuffle(ids, count);
    List<MessageId> asked = ids.subList(0, count);
    promises.add(peer, asked.get(state.random.nextInt(count)), state.now);
    state.meters.iwantSent.add(count);
    state.send(peer, Rpc.of(Rpc.Control.iwant(asked)), Lane.GOSSIP);
  }

  /** A peer asks for messages. */
  void wanted(Peer peer, List<MessageId> ids) {
    if (ids.isEmpty() || belowGossip(peer)) {
      return;
    }
    GossipLimits limits = state.config.limits();
    int read = peer.budget.iwant(state.tick, ids.size(), limits.maxIwantIds());
    if (read < ids.size()) {
      state.meters.maxIwantIds.refused().add(ids.size() - read);
      state.misbehaves(
          peer,
          1,
          Kind.IWANT_FLOOD,
          () ->
              "%s asks for more than %d messages in a heartbeat; the rest was not answered"
                  .formatted(peer, limits.maxIwantIds()));
    }
    Set<MessageId> answered = new HashSet<>();
    List<Message> answer = new ArrayList<>();
    long bytes = 0;
    for (int i = 0; i < read; i++) {
      MessageId id = ids.get(i);
      History.Kept kept = history.get(id);
      if (kept == null || !answered.add(id) || !mayHave(peer, kept)) {
        continue;
      }
      int size = kept.message.data().size() + MESSAGE_OVERHEAD;
      if (!answer.isEmpty()
          && (bytes + size > limits.maxRpc() || answer.size() >= limits.maxMessagesPerRpc())) {
        state.send(peer, Rpc.of(answer), Lane.ANSWER);
        answer = new ArrayList<>();
        bytes = 0;
      }
      bytes += size;
      answer.add(kept.message);
      state.meters.iwantAnswered.increment();
    }
    if (!answer.isEmpty()) {
      state.send(peer, Rpc.of(answer), Lane.ANSWER);
    }
  }

  private boolean mayHave(Peer peer, History.Kept kept) {
    if (!peer.wants(kept.id)) {
      return false;
    }
    int most = state.config.limits().maxRetransmissions();
    if (kept.give(peer.id) > most) {
      state.meters.maxRetransmissions.refused().increment();
      state.raise(
          peer,
          Kind.IWANT_FLOOD,
          () -> peer + " asks more than " + most + " times for one message; it was not answered");
      return false;
    }
    return true;
  }

  /** A peer has messages and does not want them again. */
  void unwanted(Peer peer, List<MessageId> ids) {
    if (ids.isEmpty()) {
      return;
    }
    int most = state.config.limits().maxIdontwantIds();
    int read = peer.budget.idontwant(state.tick, ids.size(), most);
    if (read < ids.size()) {
      state.meters.maxIdontwantIds.refused().add(ids.size() - read);
      state.raise(
          peer,
          Kind.IDONTWANT_FLOOD,
          () ->
              "%s sends more than %d ids in IDONTWANT in a heartbeat; the rest was left unread"
                  .formatted(peer, most));
    }
    if (read == 0) {
      return;
    }
    Set<MessageId> unwanted = new LinkedHashSet<>();
    for (int i = 0; i < read; i++) {
      peer.unwanted(ids.get(i), state.tick);
      unwanted.add(ids.get(i));
    }
    state.act(new Action.Cancel(peer.id, Collections.unmodifiableSet(unwanted)));
  }

  /** A large message came first from a peer: the others of the mesh need not send it. */
  void seenFirst(Delivery delivery, Message message, Peer from) {
    Topic topic = state.topics.get(message.topic());
    if (topic == null || message.data().size() < state.config.mesh().idontwantThreshold()) {
      return;
    }
    Rpc rpc = null;
    for (int i = 0; i < topic.mesh.size(); i++) {
      Peer peer = topic.mesh.get(i);
      if (peer != from
          && peer.protocol.takesIdontwant()
          && peer.budget.idontwantSent(state.tick, state.config.limits().maxIdontwantIds())) {
        rpc = rpc == null ? Rpc.of(Rpc.Control.idontwant(List.of(delivery.id))) : rpc;
        state.meters.idontwantSent.increment();
        state.score.spared(peer.standing, topic.name);
        state.send(peer, rpc, Lane.GOSSIP);
      }
    }
  }

  /**
   * A heartbeat: some peers outside the meshes are told what was seen, and those that came into a
   * mesh since the last one, as they may lack what came before.
   */
  void emit() {
    if (!history.isEmpty()) {
      for (Map.Entry<String, List<MessageId>> recent : history.advertised().entrySet()) {
        Topic topic = state.topics.get(recent.getKey());
        if (topic != null) {
          emit(topic, recent.getValue());
        }
      }
    }
    state.topics.values().forEach(topic -> topic.fresh.clear());
  }

  private void emit(Topic topic, List<MessageId> ids) {
    List<Peer> told =
        state.eligible(topic.subscribers, p -> mayHear(p) && !topic.inMesh(p) && !belowGossip(p));
    MeshConfig mesh = state.config.mesh();
    int count = Math.max(mesh.dLazy(), (int) (mesh.gossipFactor() * told.size()));
    if (count < told.size()) {
      state.shuffle(told, count);
      told.subList(count, told.size()).clear();
    }
    told.addAll(topic.fresh);
    int most = Math.min(state.config.limits().maxIhaveIds(), state.config.limits().maxIdsPerRpc());
    Rpc whole = ids.size() <= most ? Rpc.of(Rpc.Control.ihave(topic.name, ids)) : null;
    for (Peer peer : told) {
      state.meters.ihaveSent.increment();
      state.send(peer, whole == null ? some(topic, ids, most) : whole, Lane.GOSSIP);
    }
  }

  private static boolean mayHear(Peer peer) {
    return peer.up && !peer.direct && peer.protocol.meshes();
  }

  /** Each peer gets others by lot, so that together they hear of all. */
  private Rpc some(Topic topic, List<MessageId> ids, int most) {
    List<MessageId> some = new ArrayList<>(ids);
    state.shuffle(some, most);
    return Rpc.of(Rpc.Control.ihave(topic.name, some.subList(0, most)));
  }
}
