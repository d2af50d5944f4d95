// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import java.time.Duration;

/**
 * What keeps nodes linked, in the place of a node's discovery and connection management: whoever
 * has dialled too few dials others by lot, and whoever lost a peer that it had dialled tries again,
 * after twice as long each time.
 */
final class Upkeep {
  /** How long it takes to notice that a peer is silent: pings without an answer. */
  static final Duration NOTICED = Duration.ofSeconds(20);

  private static final long EVERY = Duration.ofSeconds(5).toNanos();
  private static final long FIRST_RETRY = Duration.ofSeconds(2).toNanos();
  private static final long LONGEST_RETRY = Duration.ofSeconds(60).toNanos();
  private static final int TRIES = 3;

  private final GossipNetwork network;
  private final int dials;

  Upkeep(GossipNetwork network, int dials) {
    this.network = network;
    this.dials = dials;
  }

  /** From now on a node sees to its links. */
  void start(HonestNode node) {
    network.time.after(node.random.nextLong(EVERY), () -> look(node));
  }

  private void look(HonestNode node) {
    if (!node.present()) {
      return;
    }
    fill(node);
    network.time.after(EVERY, () -> look(node));
  }

  /** Dials others by lot, as many as are missing; some tries lead nowhere. */
  void fill(HonestNode node) {
    int missing = dials - node.dialled();
    for (int i = 0; i < missing * TRIES && missing > 0; i++) {
      Member other = network.members.get(node.random.nextInt(network.members.size()));
      if (other.present() && network.reaches(node, other) && !node.links.containsKey(other.id)) {
        network.dial(node, other);
        missing--;
      }
    }
  }

  /** A link was lost that this node had dialled: it tries again. */
  void retry(Member node, Member other) {
    retry(node, other, FIRST_RETRY);
  }

  private void retry(Member node, Member other, long delay) {
    long jittered = delay / 2 + node.random.nextLong(delay);
    network.time.after(
        jittered,
        () -> {
          if (!node.present() || !other.present() || node.links.containsKey(other.id)) {
            return;
          }
          if (network.reaches(node, other)) {
            network.dial(node, other);
          } else {
            retry(node, other, Math.min(LONGEST_RETRY, delay * 2));
          }
        });
  }
}
