// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import java.util.Set;

/** The attacks, after those by which GossipSub 1.1 was evaluated (arXiv 2007.02754). */
enum Attack {
  ECLIPSE_ONE(
      "eclipse-one",
      Conduct.SILENT,
      "A new node finds only attackers first, later as many honest peers; nothing is handed on to it."),
  ECLIPSE_PUBLISHERS(
      "eclipse-publishers",
      Conduct.SILENT,
      "Only a hundredth of the nodes publish, and all attackers are linked to them alone."),
  ECLIPSE_NETWORK(
      "eclipse-network", Conduct.SILENT, "Attackers are linked to all nodes and hand on nothing."),
  CENSOR(
      "censor",
      Conduct.CENSOR,
      "Attackers are linked to all nodes and hand on everything but the messages of one node."),
  DEGRADE(
      "degrade",
      Conduct.DEGRADE,
      "Attackers hand on late, and advertise messages that do not exist."),
  COLD_BOOT(
      "cold-boot", Conduct.SILENT, "Attackers are there before the first of the nodes joins."),
  COVERT_FLASH(
      "covert-flash",
      Conduct.COVERT,
      "Attackers behave for a minute, then all stop handing on at one moment."),
  COLOCATION(
      "colocation", Conduct.SILENT, "Attackers are linked to all nodes from a few addresses."),
  GRAFT_LATE(
      "graft-late",
      Conduct.LATE,
      "Attackers fill the meshes and hand on late: opportunistic grafting must find better peers."),
  GRAFT_SPARSE(
      "graft-sparse",
      Conduct.SPARSE,
      "Attackers fill the meshes and hand on as little as keeps their score: likewise.");

  private final String label;
  private final Conduct conduct;
  private final String story;

  Attack(String label, Conduct conduct, String story) {
    this.label = label;
    this.conduct = conduct;
    this.story = story;
  }

  String label() {
    return label;
  }

  Conduct conduct() {
    return conduct;
  }

  String story() {
    return story;
  }

  /**
   * What attackers are told.
   *
   * @param conduct how they behave
   * @param victims the indexes of those whose messages are not handed on
   * @param turns when they turn silent, in nanoseconds
   */
  record Orders(Conduct conduct, Set<Integer> victims, long turns) {
    /** Copies the set. */
    Orders {
      victims = Set.copyOf(victims);
    }
  }
}
