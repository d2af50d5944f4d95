// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.ArrayList;
import java.util.List;
import org.chaoschain.api.metrics.Limit;

/** A topic to which this node subscribes: its mesh, and all peers that subscribe to it. */
final class Topic {
  final String name;
  final List<Peer> mesh = new ArrayList<>(4);
  final List<Peer> subscribers = new ArrayList<>(4);
  final Backoffs backoffs;

  /** Those of the mesh that came since the last heartbeat: they may lack what came before. */
  final List<Peer> fresh = new ArrayList<>(0);

  Topic(String name, Limit maxBackoffs) {
    this.name = name;
    this.backoffs = new Backoffs(maxBackoffs);
  }

  boolean inMesh(Peer peer) {
    for (int i = 0; i < mesh.size(); i++) {
      if (mesh.get(i) == peer) {
        return true;
      }
    }
    return false;
  }

  /** How many peers of the mesh this node has dialled. */
  int outbound() {
    int count = 0;
    for (int i = 0; i < mesh.size(); i++) {
      if (mesh.get(i).outbound) {
        count++;
      }
    }
    return count;
  }
}
