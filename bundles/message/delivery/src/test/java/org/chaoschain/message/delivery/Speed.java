// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.Map;
import org.chaoschain.message.flow.core.Allowance;
import org.chaoschain.message.flow.core.RateSettings;

/** Rates for tests. */
final class Speed {
  private static final Allowance FREE =
      Allowance.parse("1000000/s burst 1000000, 1GiB/s burst 1GiB");

  /** As good as none. */
  static final RateSettings WIDE = rates(FREE, FREE, FREE);

  private Speed() {}

  /** What a peer may forward, an agent say in all, and of each type. */
  static RateSettings rates(Allowance peer, Allowance agent, Allowance type) {
    return new RateSettings(
        peer, agent, Map.of(RateSettings.EXTENSION, type, RateSettings.OTHER, type), 64, 64);
  }

  /** So many messages at once, and one more each second. */
  static Allowance messages(int burst) {
    return Allowance.parse("1/s burst " + burst + ", 1GiB/s burst 1GiB");
  }

  static Allowance free() {
    return FREE;
  }
}
