// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chaoschain.p2p.api.pubsub.PubSubIncident;

/**
 * What a heartbeat does to the meshes: those below zero leave, too small ones grow, too large ones
 * shrink, and at least {@code dOut} of each are dialled by this node.
 */
final class MeshUpkeep {
  private static final int CLEAR_BACKOFFS_EVERY = 15;

  private final RouterState state;
  private final Meshes meshes;
  private final MeshConfig config;
  private final int opportunisticEvery;

  /** What each peer is to be told at the end of the heartbeat. */
  private final Map<Peer, Changes> told = new LinkedHashMap<>();

  private static final class Changes {
    final List<String> grafts = new ArrayList<>(1);
    final List<Rpc.Prune> prunes = new ArrayList<>(1);
  }

  MeshUpkeep(RouterState state, Meshes meshes) {
    this.state = state;
    this.meshes = meshes;
    this.config = state.config.mesh();
    this.opportunisticEvery = config.ticks(config.opportunisticGraftTime());
  }

  void heartbeat() {
    boolean clear = state.tick % CLEAR_BACKOFFS_EVERY == 0;
    boolean opportunistic = state.tick % opportunisticEvery == 0;
    for (Topic topic : state.topics.values()) {
      if (clear) {
        topic.backoffs.clear(state.now, config.heartbeat().toNanos() * 2);
      }
      maintain(topic, opportunistic);
    }
    told.forEach((peer, changes) -> meshes.tell(peer, changes.grafts, changes.prunes));
    told.clear();
  }

  private void maintain(Topic topic, boolean opportunistic) {
    Set<Peer> grafted = new LinkedHashSet<>(0);
    dropBelowZero(topic);
    if (topic.mesh.size() < config.dLow()) {
      graft(topic, grafted, config.d() - topic.mesh.size(), peer -> true);
    }
    if (topic.mesh.size() >= config.dLow() && topic.outbound() < config.dOut()) {
      // gossipsub v1.1, "Outbound Mesh Quotas"
      graft(topic, grafted, config.dOut() - topic.outbound(), peer -> peer.outbound);
    }
    if (opportunistic) {
      graftBetter(topic, grafted);
    }
    if (topic.mesh.size() > config.dHigh()) {
      shrink(topic, grafted);
    }
    for (Peer peer : grafted) {
      changes(peer).grafts.add(topic.name);
    }
  }

  private Changes changes(Peer peer) {
    return told.computeIfAbsent(peer, p -> new Changes());
  }

  private void dropBelowZero(Topic topic) {
    List<Peer> bad = null;
    for (int i = 0; i < topic.mesh.size(); i++) {
      if (state.score(topic.mesh.get(i)) < 0) {
        bad = bad == null ? new ArrayList<>() : bad;
        bad.add(topic.mesh.get(i));
      }
    }
    if (bad == null) {
      return;
    }
    int before = topic.mesh.size();
    for (Peer peer : bad) {
      drop(topic, peer, false);
    }
    if (bad.size() >= 2 && bad.size() * 2 >= before) {
      collapsed(topic, bad.size(), before);
    }
  }

  private void collapsed(Topic topic, int bad, int before) {
    state.meters.incidents(PubSubIncident.Kind.MESH_COLLAPSE).increment();
    state.act(
        new Action.Raise(
            new PubSubIncident(
                PubSubIncident.Kind.MESH_COLLAPSE,
                Optional.empty(),
                "%d of %d peers in the mesh of %s had a negative score; they were pruned, others are grafted"
                    .formatted(bad, before, topic.name))));
  }

  private void drop(Topic topic, Peer peer, boolean offersPeers) {
    meshes.remove(topic, peer);
    changes(peer).prunes.add(meshes.prune(topic, peer, config.pruneBackoff(), offersPeers));
  }

  private void graft(
      Topic topic, Set<Peer> grafted, int count, java.util.function.Predicate<Peer> which) {
    for (Peer peer :
        state.choose(topic.subscribers, count, p -> which.test(p) && meshes.eligible(topic, p))) {
      meshes.graft(topic, peer);
      grafted.add(peer);
    }
  }

  /** gossipsub v1.1, "Opportunistic Grafting". */
  private void graftBetter(Topic topic, Set<Peer> grafted) {
    if (topic.mesh.size() < 2) {
      return;
    }
    double[] scores = topic.mesh.stream().mapToDouble(state::score).sorted().toArray();
    double median = scores[scores.length / 2];
    if (median < state.config.score().opportunisticGraftThreshold()) {
      graft(topic, grafted, config.opportunisticGraftPeers(), p -> state.score(p) > median);
    }
  }

  /**
   * gossipsub v1.1, "Heartbeat Maintenance": the best stay, the others by lot, among them enough
   * that this node has dialled.
   */
  private void shrink(Topic topic, Set<Peer> grafted) {
    List<Peer> order = new ArrayList<>(topic.mesh);
    state.shuffle(order, order.size());
    order.sort(Comparator.comparingDouble((Peer peer) -> -state.score(peer)));
    List<Peer> byLot = order.subList(Math.min(config.dScore(), order.size()), order.size());
    state.shuffle(byLot, byLot.size());
    int stay = config.d();
    int outbound = 0;
    for (int i = 0; i < stay; i++) {
      outbound += order.get(i).outbound ? 1 : 0;
    }
    int replaced = stay - 1;
    for (int i = stay; i < order.size() && outbound < config.dOut(); i++) {
      if (order.get(i).outbound) {
        while (replaced >= 0 && order.get(replaced).outbound) {
          replaced--;
        }
        if (replaced < 0) {
          break;
        }
        Peer in = order.get(i);
        order.set(i, order.get(replaced));
        order.set(replaced, in);
        outbound++;
      }
    }
    for (int i = stay; i < order.size(); i++) {
      Peer peer = order.get(i);
      if (grafted.remove(peer)) {
        // it was not told yet that it is in the mesh
        meshes.remove(topic, peer);
      } else {
        drop(topic, peer, true);
      }
    }
  }
}
