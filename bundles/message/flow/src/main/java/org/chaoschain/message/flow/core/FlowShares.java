// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

/**
 * What is kept of the capacity, in bytes, for what matters less, while it waits.
 *
 * @param reserve the share of the classes medium and low together, 0 to 0.5; 0 is the strict order,
 *     in which they wait for as long as there is something that matters more
 * @param low the share of the class low, at most the reserve
 */
public record FlowShares(double reserve, double low) {
  /**
   * A tenth for medium and low. Low gets 3 %, so that whatever a hundred messages of the largest
   * size hold has 2 % of it, wherever one begins to count.
   */
  public static final FlowShares DEFAULT = new FlowShares(0.10, 0.03);

  /** The published order: high, then medium, then low. */
  public static final FlowShares STRICT = new FlowShares(0, 0);

  /** Refuses shares that cannot be kept. */
  public FlowShares {
    if (!(reserve >= 0 && reserve <= 0.5)) {
      throw new IllegalArgumentException(
          "the share of medium and low together is 0 to 0.5, not " + reserve);
    }
    if (!(low >= 0 && low <= reserve)) {
      throw new IllegalArgumentException(
          "the share of low is 0 to that of medium and low together, %s, not %s"
              .formatted(reserve, low));
    }
    if (reserve > 0 && low < 0.001) {
      throw new IllegalArgumentException(
          "the share of low is 0.001 or more, or low would starve, not " + low);
    }
  }

  /** Whether nothing is kept. */
  public boolean strict() {
    return reserve == 0;
  }
}
