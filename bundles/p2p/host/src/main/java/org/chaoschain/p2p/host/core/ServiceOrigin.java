// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core;

import java.util.Comparator;
import org.chaoschain.api.isolation.PluginAccount;

/**
 * Where a service comes from that the host takes up.
 *
 * @param account of the plugin that has registered it, or {@link PluginAccount#NODE}
 * @param ranking of services with one id the highest is used
 * @param number rises with each registration: of equal ranking the youngest is used
 */
public record ServiceOrigin(PluginAccount account, int ranking, long number) {
  /** What is used first comes first. */
  static final Comparator<ServiceOrigin> BEST_FIRST =
      Comparator.comparingInt(ServiceOrigin::ranking)
          .thenComparingLong(ServiceOrigin::number)
          .reversed();

  /** Whether the plugin of that name has registered it. */
  boolean of(String plugin) {
    return account.plugin().equals(plugin);
  }
}
