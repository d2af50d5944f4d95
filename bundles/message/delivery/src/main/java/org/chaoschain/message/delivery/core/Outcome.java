// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.time.Duration;

/** What became of a message that has come. Immutable. */
public sealed interface Outcome {
  /** Outcomes that need no explanation. */
  enum Taken implements Outcome {
    /** Queued for its type's handler and the agents concerned. */
    ACCEPTED,
    /** Kept until its type is there. */
    PARKED,
    /** It was taken before; this copy changes nothing. */
    DUPLICATE
  }

  /**
   * It was not taken.
   *
   * @param refusal why, for machines
   * @param reason why, for people: what, the value found, the limit
   * @param senderAtFault whether whoever forwarded it should not have
   * @param retryAfter when the same bytes may be taken, if they may be later; zero if that is not
   *     known
   */
  record Refused(Refusal refusal, String reason, boolean senderAtFault, Duration retryAfter)
      implements Outcome {
    /** Where it is not known when to try again. */
    public Refused(Refusal refusal, String reason, boolean senderAtFault) {
      this(refusal, reason, senderAtFault, Duration.ZERO);
    }
  }
}
