// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import java.util.List;
import java.util.Map;

/** How figures are told. */
final class Figures {
  private Figures() {}

  /** Three digits behind the point, where there are so many before it that they matter. */
  static double round(double value) {
    return Math.round(value * 1000) / 1000.0;
  }

  static Scenario.Outcome outcome(
      Scenario scenario,
      Scenario.Order order,
      GossipNetwork network,
      Ledger.Summary summary,
      Map<String, Object> more,
      List<String> failures) {
    return new Scenario.Outcome(
        scenario.name(),
        order,
        summary.ratio(),
        summary.p50(),
        summary.p99(),
        network.time.events(),
        network.trace.hash(),
        more,
        List.copyOf(failures));
  }
}
