// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.chaoschain.p2p.api.multiaddr.IpPrefix;

/** How many peers there are of each network. */
final class PrefixCount {
  private final int most;
  private final Map<IpPrefix, Integer> counts = new HashMap<>();

  PrefixCount(int most) {
    this.most = most;
  }

  /** Whether one more of these networks is within the bound, for each network. */
  boolean hasRoom(Set<IpPrefix> prefixes) {
    for (IpPrefix prefix : prefixes) {
      if (counts.getOrDefault(prefix, 0) >= most) {
        return false;
      }
    }
    return true;
  }

  /** Whether one more is within the bound for at least one of the networks, or there is none. */
  boolean hasSomeRoom(Set<IpPrefix> prefixes) {
    for (IpPrefix prefix : prefixes) {
      if (counts.getOrDefault(prefix, 0) < most) {
        return true;
      }
    }
    return prefixes.isEmpty();
  }

  void add(Set<IpPrefix> prefixes) {
    prefixes.forEach(prefix -> counts.merge(prefix, 1, Integer::sum));
  }

  void remove(Set<IpPrefix> prefixes) {
    prefixes.forEach(
        prefix -> counts.computeIfPresent(prefix, (p, count) -> count > 1 ? count - 1 : null));
  }
}
