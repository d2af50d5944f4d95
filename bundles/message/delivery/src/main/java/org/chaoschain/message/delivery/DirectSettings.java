// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.time.Duration;

/**
 * Limits of direct messages. Each has the configuration key {@code message.delivery.direct.} and
 * the words given here.
 *
 * @param timeout of one attempt, from sending to the answer ({@code timeout})
 * @param findTimeout of looking for the agent's node ({@code find.timeout})
 * @param idle after which a stream without messages is closed ({@code idle})
 * @param ackPatience how long an acknowledgement waits for the handler ({@code ack.patience})
 * @param maxPending messages without answer on a stream, in each direction ({@code max.pending})
 * @param maxQueued messages that wait for one peer ({@code max.queued})
 * @param maxQueuedBytes their bytes ({@code max.queued.bytes})
 * @param maxPeers peers with an open stream or waiting messages ({@code max.peers})
 */
public record DirectSettings(
    Duration timeout,
    Duration findTimeout,
    Duration idle,
    Duration ackPatience,
    int maxPending,
    int maxQueued,
    long maxQueuedBytes,
    int maxPeers) {
  /** The defaults of the configuration. */
  public static final DirectSettings DEFAULT =
      new DirectSettings(
          Duration.ofSeconds(15),
          Duration.ofSeconds(5),
          Duration.ofMinutes(1),
          Duration.ofSeconds(1),
          128,
          512,
          8L << 20,
          256);

  /** Refuses what makes sending impossible. */
  public DirectSettings {
    if (maxPending < 1 || maxQueued < 1 || maxPeers < 1) {
      throw new IllegalArgumentException(
          "message.delivery.direct.max.pending, max.queued and max.peers must be 1 or more, not %d, %d and %d"
              .formatted(maxPending, maxQueued, maxPeers));
    }
  }
}
