// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.local;

import java.time.Duration;

/**
 * Limits of hosting. Each has the configuration key {@code agent.local.} and the words given here.
 *
 * @param maxAgents agents of this node ({@code max.agents})
 * @param mailboxMaxMessages messages that wait for one agent ({@code mailbox.max.messages})
 * @param mailboxMaxBytes their bytes on the wire ({@code mailbox.max.bytes})
 * @param mailboxMaxNotices news of partners that wait for one agent ({@code mailbox.max.notices})
 * @param recordTimeToLive how long a hosting record is valid; it is renewed at half of that ({@code
 *     record.ttl})
 * @param drainTimeout how long an agent that goes is still handed what is in its mailbox ({@code
 *     drain.timeout})
 */
public record HostingSettings(
    int maxAgents,
    int mailboxMaxMessages,
    long mailboxMaxBytes,
    int mailboxMaxNotices,
    Duration recordTimeToLive,
    Duration drainTimeout) {
  /** The defaults of the configuration. */
  public static final HostingSettings DEFAULT =
      new HostingSettings(64, 1_024, 8L << 20, 64, Duration.ofHours(1), Duration.ofSeconds(4));

  /** Refuses what makes hosting impossible. */
  public HostingSettings {
    if (recordTimeToLive.compareTo(Duration.ofSeconds(2)) < 0) {
      throw new IllegalArgumentException(
          "agent.local.record.ttl must be 2s or more, not " + recordTimeToLive);
    }
  }
}
