// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.pubsub.PubSubIncident.Kind;
import org.chaoschain.p2p.gossipsub.core.Action.Lane;

/** Who is in the meshes: joining and leaving, GRAFT and PRUNE, with backoff and peer exchange. */
final class Meshes {
  private final RouterState state;
  private final PeerRecords records;

  Meshes(RouterState state, PeerRecords records) {
    this.state = state;
    this.records = records;
  }

  /** This node has joined a topic: peers that published to it before come first. */
  void join(Topic topic, List<Peer> preferred) {
    for (Peer peer : state.peers.values()) {
      if (peer.subscribes(topic.name)) {
        topic.subscribers.add(peer);
      }
    }
    for (Peer peer : preferred) {
      if (topic.mesh.size() < state.config.mesh().d() && eligible(topic, peer)) {
        graft(topic, peer);
        tellGraft(topic, peer);
      }
    }
    int missing = state.config.mesh().d() - topic.mesh.size();
    for (Peer peer : state.choose(topic.subscribers, missing, p -> eligible(topic, p))) {
      graft(topic, peer);
      tellGraft(topic, peer);
    }
  }

  /** This node has left a topic. */
  void leave(Topic topic) {
    Duration backoff = state.config.mesh().unsubscribeBackoff();
    for (Peer peer : List.copyOf(topic.mesh)) {
      remove(topic, peer);
      tell(peer, List.of(), List.of(prune(topic, peer, backoff, false)));
    }
  }

  /** Whether a peer may be grafted by this node now. */
  boolean eligible(Topic topic, Peer peer) {
    return peer.up
        && peer.protocol.meshes()
        && !peer.direct
        && !topic.inMesh(peer)
        && !topic.backoffs.remembered(peer.id)
        && state.score(peer) >= 0;
  }

  /**
   * A peer of a topic has come, or can be sent to now: while the mesh is too small it is grafted at
   * once, as a message that comes before the next heartbeat would go to nobody.
   */
  void welcome(Topic topic, Peer peer) {
    if (topic.mesh.size() < state.config.mesh().dLow() && eligible(topic, peer)) {
      graft(topic, peer);
      tellGraft(topic, peer);
    }
  }

  void graft(Topic topic, Peer peer) {
    topic.mesh.add(peer);
    topic.fresh.add(peer);
    state.score.grafted(peer.standing, topic.name, state.now);
    state.meters.grafts.increment();
  }

  void remove(Topic topic, Peer peer) {
    if (topic.mesh.remove(peer)) {
      topic.fresh.remove(peer);
      state.score.pruned(peer.standing, topic.name);
      state.meters.prunes.increment();
    }
  }

  void tellGraft(Topic topic, Peer peer) {
    tell(peer, List.of(topic.name), List.of());
  }

  void tell(Peer peer, List<String> grafts, List<Rpc.Prune> prunes) {
    state.send(peer, Rpc.of(Rpc.Control.mesh(grafts, prunes)), Lane.STATE);
  }

  /** Makes a PRUNE, and begins the backoff that it announces. */
  Rpc.Prune prune(Topic topic, Peer peer, Duration backoff, boolean offersPeers) {
    topic.backoffs.add(peer.id, state.now, backoff.toNanos());
    if (!peer.protocol.exchangesPeers()) {
      return new Rpc.Prune(topic.name, List.of(), 0);
    }
    List<Rpc.ExchangedPeer> offered = List.of();
    if (offersPeers && state.config.mesh().peerExchange()) {
      offered = new ArrayList<>();
      for (Peer other :
          state.choose(
              topic.subscribers,
              state.config.limits().maxExchangedPeers() / 2,
              p -> p != peer && p.up && state.score(p) >= 0)) {
        Bytes record = records.signedRecord(other.id);
        if (!record.isEmpty()) {
          offered.add(new Rpc.ExchangedPeer(other.id, record));
        }
      }
    }
    return new Rpc.Prune(topic.name, offered, backoff.toSeconds());
  }

  /** A peer has taken this node into its mesh. */
  void grafted(Peer peer, List<String> names) {
    List<Rpc.Prune> refusals = new ArrayList<>(0);
    for (String name : names) {
      Topic topic = state.topics.get(name);
      if (topic == null) {
        // gossipsub v1.1, "Spam Protection Measures": no answer that could be used for a flood
        state.meters.graftsRefused.increment();
      } else if (!topic.inMesh(peer)) {
        graftRequested(topic, peer, refusals);
      }
    }
    if (!refusals.isEmpty()) {
      state.meters.graftsRefused.add(refusals.size());
      tell(peer, List.of(), refusals);
    }
  }

  private void graftRequested(Topic topic, Peer peer, List<Rpc.Prune> refusals) {
    MeshConfig mesh = state.config.mesh();
    boolean offersPeers = false;
    if (topic.backoffs.runs(peer.id, state.now)) {
      tooEarly(topic, peer);
    } else if (peer.direct || !peer.protocol.meshes() || !peer.subscribes(topic.name)) {
      // a PRUNE without peers is the whole answer
    } else if (state.score(peer) < 0) {
      // likewise
    } else if ((topic.mesh.size() >= mesh.dHigh() && !peer.outbound)
        || topic.mesh.size() >= 2 * mesh.dHigh()) {
      offersPeers = true;
    } else {
      graft(topic, peer);
      return;
    }
    refusals.add(prune(topic, peer, mesh.pruneBackoff(), offersPeers));
  }

  /** gossipsub v1.1, "PRUNE Backoff and Peer Exchange": the backoff begins anew. */
  private void tooEarly(Topic topic, Peer peer) {
    MeshConfig mesh = state.config.mesh();
    long sincePrune = mesh.pruneBackoff().toNanos() - topic.backoffs.left(peer.id, state.now);
    boolean flood = sincePrune < mesh.graftFloodThreshold().toNanos();
    state.misbehaves(
        peer,
        flood ? 2 : 1,
        Kind.GRAFT_FLOOD,
        () -> peer + " grafts " + topic.name + " during its backoff; it was pruned again");
  }

  /** A peer has taken this node out of its mesh. */
  void pruned(Peer peer, List<Rpc.Prune> prunes) {
    for (Rpc.Prune prune : prunes) {
      Topic topic = state.topics.get(prune.topic());
      if (topic == null) {
        continue;
      }
      boolean wasInMesh = topic.inMesh(peer);
      remove(topic, peer);
      topic.backoffs.add(peer.id, state.now, backoffOf(prune));
      if (wasInMesh && !prune.peers().isEmpty()) {
        exchange(peer, prune.peers());
      }
    }
  }

  private long backoffOf(Rpc.Prune prune) {
    if (prune.backoffSeconds() == 0) {
      return state.config.mesh().pruneBackoff().toNanos();
    }
    long most = state.config.mesh().maxBackoff().toSeconds();
    if (Long.compareUnsigned(prune.backoffSeconds(), most) > 0) {
      state.meters.backoffsCapped.increment();
      return Duration.ofSeconds(most).toNanos();
    }
    return Duration.ofSeconds(prune.backoffSeconds()).toNanos();
  }

  private void exchange(Peer from, List<Rpc.ExchangedPeer> offered) {
    if (!state.config.mesh().peerExchange()
        || state.score(from) < state.config.score().acceptPxThreshold()) {
      state.meters.exchangeRefused.add(offered.size());
      return;
    }
    List<Rpc.ExchangedPeer> shuffled = new ArrayList<>(offered);
    state.shuffle(shuffled, shuffled.size());
    int left = state.config.limits().maxExchangedPeers();
    for (Rpc.ExchangedPeer offer : shuffled) {
      if (state.peers.containsKey(offer.peer()) || offer.peer().equals(state.self)) {
        continue;
      }
      if (left-- <= 0 || !records.verify(offer.peer(), offer.signedRecord())) {
        state.meters.exchangeRefused.increment();
      } else {
        state.act(new Action.Connect(offer.peer(), offer.signedRecord()));
      }
    }
  }
}
