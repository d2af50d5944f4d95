// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.time.Duration;
import java.util.Set;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.delivery.core.DigestKey;
import org.chaoschain.message.delivery.core.ReplayWindow;
import org.chaoschain.message.flow.core.Rate;
import org.chaoschain.message.flow.core.RateSettings;

/**
 * What protects delivery from those who send to it, beside the limits of what waits.
 *
 * @param digestKey by which digests are shortened; secret, and of this process alone
 * @param rates how fast peers forward and agents speak ({@code message.delivery.rate.…})
 * @param lossRecords records of lost broadcasts, of each sender ({@code
 *     message.delivery.loss.records})
 * @param blocked agents that are not listened to ({@code message.delivery.blocked.agents})
 * @param replay keeps over a restart what was accepted
 */
public record Safeguards(
    DigestKey digestKey,
    RateSettings rates,
    Rate lossRecords,
    Set<AgentId> blocked,
    ReplayWindow replay) {
  /** The defaults of the configuration, for simulations: with a key that everybody knows. */
  public static final Safeguards DEFAULT =
      new Safeguards(
          new DigestKey(Bytes.wrap(new byte[DigestKey.BYTES])),
          RateSettings.DEFAULT,
          new Rate(1, Duration.ofSeconds(1), 10),
          Set.of(),
          ReplayWindow.NONE);

  /** The same with other rates. */
  public Safeguards withRates(RateSettings others) {
    return new Safeguards(digestKey, others, lossRecords, blocked, replay);
  }

  /** The same with other blocked agents. */
  public Safeguards withBlocked(Set<AgentId> others) {
    return new Safeguards(digestKey, rates, lossRecords, others, replay);
  }

  /** The same with another replay window. */
  public Safeguards withReplay(ReplayWindow other) {
    return new Safeguards(digestKey, rates, lossRecords, blocked, other);
  }
}
