// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import org.chaoschain.api.isolation.PluginAccount;

/**
 * How a service was registered. Of several that could do the same, the greater is fed: that of the
 * higher ranking, of equal ranking the one that was registered last.
 *
 * @param ranking the property {@code service.ranking}; 0 if there is none
 * @param id unique, and higher for what was registered later
 * @param account whose it is
 */
public record Registration(int ranking, long id, PluginAccount account)
    implements Comparable<Registration> {
  /** A registration of a part of the node. */
  public static Registration ofNode(int ranking, long id) {
    return new Registration(ranking, id, PluginAccount.NODE);
  }

  @Override
  public int compareTo(Registration other) {
    int byRanking = Integer.compare(ranking, other.ranking);
    return byRanking != 0 ? byRanking : Long.compare(id, other.id);
  }
}
