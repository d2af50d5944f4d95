// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.PubSubIncident;
import org.chaoschain.p2p.gossipsub.core.Action.Lane;

/** What the parts of a router share: peers, topics, scores, the time, and the actions so far. */
final class RouterState {
  final GossipConfig config;
  final GossipMeters meters;
  final RandomGenerator random;
  final PeerScore score;
  final PeerId self;
  final Map<PeerId, Peer> peers = new HashMap<>();
  final Map<String, Topic> topics = new LinkedHashMap<>(4);

  /** The time of the event that is handled. */
  long now;

  /** Heartbeats so far. */
  long tick;

  private List<Action> actions = new ArrayList<>();

  RouterState(
      PeerId self,
      GossipConfig config,
      GossipMeters meters,
      RandomGenerator random,
      PeerScore score) {
    this.self = self;
    this.config = config;
    this.meters = meters;
    this.random = random;
    this.score = score;
  }

  double score(Peer peer) {
    return score.score(peer.standing);
  }

  void send(Peer to, Rpc rpc, Lane lane) {
    actions.add(new Action.Send(to.id, rpc, lane));
  }

  void act(Action action) {
    actions.add(action);
  }

  List<Action> takeActions() {
    if (actions.isEmpty()) {
      return List.of();
    }
    List<Action> taken = actions;
    actions = new ArrayList<>();
    return taken;
  }

  /** Punishes a peer (P7) for something, which is told once a heartbeat. */
  void misbehaves(Peer peer, double penalty, PubSubIncident.Kind kind, Supplier<String> detail) {
    if (!peer.direct && penalty > 0) {
      score.penalise(peer.standing, penalty);
    }
    raise(peer, kind, detail);
  }

  /** Tells what a peer did, once a heartbeat. */
  void raise(Peer peer, PubSubIncident.Kind kind, Supplier<String> detail) {
    meters.incidents(kind).increment();
    if (peer.budget.firstOf(tick, kind)) {
      act(new Action.Raise(new PubSubIncident(kind, Optional.of(peer.id), detail.get())));
    }
  }

  /** Those of these that a test admits, in their order. */
  List<Peer> eligible(List<Peer> from, Predicate<Peer> which) {
    List<Peer> eligible = new ArrayList<>();
    for (int i = 0; i < from.size(); i++) {
      if (which.test(from.get(i))) {
        eligible.add(from.get(i));
      }
    }
    return eligible;
  }

  /** Some of these, chosen at random, in random order; the list is left as it is. */
  List<Peer> choose(List<Peer> from, int count, Predicate<Peer> which) {
    List<Peer> eligible = eligible(from, which);
    int chosen = Math.max(0, Math.min(count, eligible.size()));
    shuffle(eligible, chosen);
    return chosen == eligible.size() ? eligible : new ArrayList<>(eligible.subList(0, chosen));
  }

  /** Puts random elements at the first places. */
  <T> void shuffle(List<T> list, int places) {
    for (int i = 0; i < places && i < list.size() - 1; i++) {
      int other = i + random.nextInt(list.size() - i);
      T swapped = list.get(i);
      list.set(i, list.get(other));
      list.set(other, swapped);
    }
  }
}
