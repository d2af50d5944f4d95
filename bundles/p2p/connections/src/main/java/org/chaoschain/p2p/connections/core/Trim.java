// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.connections.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;

/** Chooses the connections that are closed when there are too many. */
final class Trim {
  private Trim() {}

  /**
   * A connection as trimming sees it.
   *
   * @param number larger for younger ones
   * @param address the remote's
   * @param value what its peer is worth
   * @param spared protected or too young: it stays
   */
  record Candidate(long number, Multiaddr address, long value, boolean spared) {}

  /**
   * Chooses those of the least value; of equal ones those whose prefix is shared by most, then the
   * youngest. The last connection of a prefix is chosen only when nothing else is left to choose or
   * there are more than {@code minPrefixes} prefixes.
   *
   * @param count how many are to go; fewer are chosen if too many are spared
   */
  static List<Candidate> choose(List<Candidate> all, int count, int minPrefixes) {
    Places places = new Places();
    all.forEach(candidate -> places.add(candidate.address()));
    List<Candidate> left = new ArrayList<>(all);
    left.removeIf(Candidate::spared);
    List<Candidate> chosen = new ArrayList<>();
    Comparator<Candidate> worstFirst =
        Comparator.<Candidate>comparingInt(c -> last(c, places, minPrefixes) ? 1 : 0)
            .thenComparingLong(Candidate::value)
            .thenComparingInt(c -> -places.count(c.address()))
            .thenComparingLong(c -> -c.number());
    while (chosen.size() < count && !left.isEmpty()) {
      Candidate worst = left.stream().min(worstFirst).orElseThrow();
      left.remove(worst);
      places.remove(worst.address());
      chosen.add(worst);
    }
    return chosen;
  }

  /** Whether a prefix would be missed. */
  private static boolean last(Candidate candidate, Places places, int minPrefixes) {
    return places.count(candidate.address()) == 1 && places.distinct() <= minPrefixes;
  }
}
