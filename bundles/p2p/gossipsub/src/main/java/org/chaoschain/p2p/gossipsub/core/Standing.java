// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.ArrayList;
import java.util.List;
import org.chaoschain.p2p.api.peer.PeerId;

/** What {@link PeerScore} keeps of one peer; a handle for those that ask often. */
public final class Standing {
  final PeerId peer;
  private List<TopicScore> topics = List.of();
  List<Colocation> networks = List.of();
  double penalty;
  double application;
  long step;
  boolean connected;
  boolean dirty = true;
  double score;
  long expires;

  Standing(PeerId peer) {
    this.peer = peer;
  }

  /** Whose standing it is. */
  public PeerId peer() {
    return peer;
  }

  /** How many behavioural penalties (P7) it has, after decay. */
  public double penalties() {
    return penalty;
  }

  List<TopicScore> topics() {
    return topics;
  }

  /** What it did in a topic, or null. */
  TopicScore topic(String name) {
    for (int i = 0; i < topics.size(); i++) {
      if (topics.get(i).topic().equals(name)) {
        return topics.get(i);
      }
    }
    return null;
  }

  TopicScore add(TopicScore score) {
    if (topics.isEmpty()) {
      topics = new ArrayList<>(2);
    }
    topics.add(score);
    return score;
  }

  /** Peers of one address or prefix. */
  static final class Colocation {
    final String network;
    int peers;

    Colocation(String network) {
      this.network = network;
    }
  }
}
