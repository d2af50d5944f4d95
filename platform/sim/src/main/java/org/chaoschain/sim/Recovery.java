// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks at the meshes each second: how many attackers are in them, and how the target fares. */
final class Recovery {
  private static final long EVERY = Duration.ofSeconds(1).toNanos();

  private final GossipNetwork network;
  private final HonestNode target;
  private final double atStart;

  /** When the target's mesh was looked at, and how many honest peers were in it. */
  private record Look(long at, int honest) {}

  private final List<Look> looks = new ArrayList<>();

  Recovery(GossipNetwork network, HonestNode target) {
    this.network = network;
    this.target = target;
    this.atStart = sybilShare();
    look();
  }

  private void look() {
    looks.add(new Look(network.time.now(), target.honestInMesh()));
    network.time.after(EVERY, this::look);
  }

  /** The share of attackers in the meshes of the honest, when this began. */
  double sybilShareAtStart() {
    return atStart;
  }

  /** The share of attackers in the meshes of the honest now. */
  double sybilShare() {
    long all = 0;
    long honest = 0;
    for (HonestNode node : network.nodes()) {
      all += node.router.mesh(GossipNetwork.TOPIC).size();
      honest += node.honestInMesh();
    }
    return all == 0 ? 0 : 1 - (double) honest / all;
  }

  /** Seconds after a time, from which on the target's mesh always had enough honest peers. */
  double honestMeshAfter(long time) {
    int enough = network.config.mesh().dOut();
    long since = time;
    for (Look look : looks) {
      if (look.honest() < enough) {
        since = look.at() + EVERY;
      }
    }
    return Math.max(0, since - time) / 1e9;
  }

  /** Seconds after a time, from which on every message reached the target in useful time. */
  double allUsefulAfter(long time) {
    long since = time;
    for (Ledger.Publication publication : network.ledger.publications()) {
      if (publication.author != target.index
          && !publication.reached(target.index, AttackScenario.USEFUL)) {
        since = publication.at + 1;
      }
    }
    return Math.max(0, since - time) / 1e9;
  }
}
