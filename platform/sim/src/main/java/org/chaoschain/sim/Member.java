// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.gossipsub.core.Rpc;

/** Somebody in the network: a node with a router, or an attacker that follows a script. */
abstract class Member {
  final GossipNetwork network;
  final int index;
  final PeerId id;

  /** The addresses by which its colocation with others is counted. */
  final List<String> addresses;

  /** All that it decides by lot. */
  final SplittableRandom random;

  /** What its links do by lot; on its own, so that a decision does not change the weather. */
  final SplittableRandom weather;

  final Map<PeerId, Link> links = new LinkedHashMap<>();
  final long joinedAt;
  long leftAt = Long.MAX_VALUE;

  Member(GossipNetwork network, Identity identity) {
    this.network = network;
    this.index = identity.index();
    this.id = identity.id();
    this.addresses = identity.addresses();
    this.random = identity.random().split();
    this.weather = identity.random().split();
    this.joinedAt = network.time.now();
  }

  /**
   * Who somebody is.
   *
   * @param index its place in the network
   * @param id its peer id
   * @param addresses its addresses
   * @param random its own stream of random numbers
   */
  record Identity(int index, PeerId id, List<String> addresses, SplittableRandom random) {}

  /** Whether it is one of those whose deliveries count. */
  abstract boolean honest();

  /** There is a link to another now. */
  abstract void up(Link link);

  /** The link to another has gone. */
  abstract void down(Member other);

  /** An RPC of another has arrived. */
  abstract void received(Member from, Rpc rpc);

  boolean present() {
    return leftAt == Long.MAX_VALUE;
  }

  /** How many of its links it has dialled itself. */
  int dialled() {
    int count = 0;
    for (Link link : links.values()) {
      count += link.outbound ? 1 : 0;
    }
    return count;
  }
}
