// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** How many peers there are of each network. */
final class PrefixCount {
  private final int most;
  private final Map<Long, Integer> counts = new HashMap<>();

  PrefixCount(int most) {
    this.most = most;
  }

  /** Whether one more of these networks is within the bound, for each network. */
  boolean hasRoom(Set<Long> prefixes) {
    for (Long prefix : prefixes) {
      if (counts.getOrDefault(prefix, 0) >= most) {
        return false;
      }
    }
    return true;
  }

  /** Whether one more is within the bound for at least one of the networks, or there is none. */
  boolean hasSomeRoom(Set<Long> prefixes) {
    for (Long prefix : prefixes) {
      if (counts.getOrDefault(prefix, 0) < most) {
        return true;
      }
    }
    return prefixes.isEmpty();
  }

  void add(Set<Long> prefixes) {
    prefixes.forEach(prefix -> counts.merge(prefix, 1, Integer::sum));
  }

  void remove(Set<Long> prefixes) {
    prefixes.forEach(
        prefix -> counts.computeIfPresent(prefix, (p, count) -> count > 1 ? count - 1 : null));
  }
}
