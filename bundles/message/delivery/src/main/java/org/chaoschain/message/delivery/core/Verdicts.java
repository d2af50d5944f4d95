// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.Outcome.Taken;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;

/**
 * What publish and subscribe is told of a broadcast, which feeds the scores of those who brought
 * it. Pure.
 */
public final class Verdicts {
  private Verdicts() {}

  /** The verdict on a message, by what became of it. */
  public static Verdict of(Outcome outcome) {
    if (outcome instanceof Refused refused) {
      return ofRefused(refused);
    }
    return outcome == Taken.DUPLICATE ? Verdict.IGNORE : Verdict.ACCEPT;
  }

  private static Verdict ofRefused(Refused refused) {
    return switch (refused.refusal()) {
      // it may be good: another who brings it is to be heard, and not to answer for this one
      case PEER_RATE -> Verdict.THROTTLE;
      // what an agent says beyond its rate is not spread, and no relay is at fault for it
      case AGENT_RATE, TYPE_RATE -> Verdict.IGNORE;
      // a good message for which there is no room here may still reach others
      case BUSY -> Verdict.ACCEPT;
      default -> refused.senderAtFault() ? Verdict.REJECT : Verdict.IGNORE;
    };
  }
}
