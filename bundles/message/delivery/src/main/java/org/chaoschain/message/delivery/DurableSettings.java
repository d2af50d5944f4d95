// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.time.Duration;
import org.chaoschain.message.delivery.durable.core.RetryTimes;

/**
 * How direct messages are kept and sent again. Each has the configuration key {@code
 * message.delivery.} and the words given here.
 *
 * @param interval from one write to the disk to the next; what comes meanwhile goes together
 *     ({@code durable.interval})
 * @param retries of sending, and of asking what became of a message ({@code retry.first}, {@code
 *     retry.longest})
 * @param outboxMaxMessages direct messages of this node that have not ended ({@code
 *     outbox.max.messages})
 * @param outboxMaxBytes their bytes ({@code outbox.max.bytes})
 * @param askFor for how long after its expiry it is asked what became of a message ({@code
 *     outbox.ask.for})
 * @param inboxMaxMessages direct messages that no agent has handled yet ({@code
 *     inbox.max.messages})
 * @param inboxMaxBytes their bytes ({@code inbox.max.bytes})
 * @param inboxMaxKnown direct messages that are remembered ({@code inbox.max.known})
 * @param inboxMaxCancelled of these, those cancelled by their senders ({@code inbox.max.cancelled})
 * @param inboxKeep for how long after their expiry ({@code inbox.keep})
 */
public record DurableSettings(
    Duration interval,
    RetryTimes retries,
    int outboxMaxMessages,
    long outboxMaxBytes,
    Duration askFor,
    int inboxMaxMessages,
    long inboxMaxBytes,
    int inboxMaxKnown,
    int inboxMaxCancelled,
    Duration inboxKeep) {
  /** The defaults of the configuration. */
  public static final DurableSettings DEFAULT =
      new DurableSettings(
          Duration.ofMillis(3),
          new RetryTimes(Duration.ofMillis(250), Duration.ofSeconds(15)),
          16_384,
          64L << 20,
          Duration.ofDays(1),
          65_536,
          128L << 20,
          1_000_000,
          65_536,
          Duration.ofDays(1));

  /** Refuses what makes sending or taking impossible. */
  public DurableSettings {
    if (outboxMaxMessages < 1 || inboxMaxMessages < 1 || inboxMaxKnown < 1) {
      throw new IllegalArgumentException(
          "message.delivery.outbox.max.messages, inbox.max.messages and inbox.max.known must be 1 or more, not %d, %d and %d"
              .formatted(outboxMaxMessages, inboxMaxMessages, inboxMaxKnown));
    }
  }
}
