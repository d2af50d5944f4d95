// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import org.chaoschain.message.flow.core.Allowance;
import org.chaoschain.message.flow.core.FlowShares;

/**
 * Who is next of what waits, and how much may wait before it is verified. Each has the
 * configuration key {@code message.delivery.flow.} and the words given here.
 *
 * @param maxBytes the most that waits in each lane, {@link
 *     org.chaoschain.message.flow.core.FlowConfig#MESSAGE_OVERHEAD} for each message included; 64
 *     of the largest messages or more ({@code max.bytes})
 * @param peerMaxBytes the most of it that came from one peer; 4 of the largest messages or more
 *     ({@code peer.max.bytes})
 * @param maxPeers the most peers with something in a lane ({@code max.peers})
 * @param shares what is kept for what matters less ({@code reserve}, {@code low})
 * @param critical what an agent may say as critical ({@code critical})
 * @param maxBudgets the most agents with such a budget of their own ({@code max.budgets})
 * @param verifyRate the most bytes that are verified in a second; 0 for as many as can be ({@code
 *     verify.rate})
 */
public record FlowSettings(
    long maxBytes,
    long peerMaxBytes,
    int maxPeers,
    FlowShares shares,
    Allowance critical,
    int maxBudgets,
    long verifyRate) {
  /** The prefix of the configuration keys. */
  static final String PREFIX = "message.delivery.flow.";

  /** The defaults of the configuration. */
  public static final FlowSettings DEFAULT =
      new FlowSettings(
          17L << 20,
          8L << 20,
          4_096,
          FlowShares.DEFAULT,
          Allowance.parse("1/s burst 10, 16KiB/s burst 256KiB"),
          16_384,
          0);

  /** Refuses numbers out of range. */
  public FlowSettings {
    if (maxBudgets < 1) {
      throw new IllegalArgumentException(
          PREFIX + "max.budgets must be 1 or more, not " + maxBudgets);
    }
    if (verifyRate < 0 || verifyRate > 1L << 40) {
      throw new IllegalArgumentException(
          "%sverify.rate must be 0 to %d bytes, not %d".formatted(PREFIX, 1L << 40, verifyRate));
    }
  }
}
