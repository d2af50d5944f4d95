// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

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
   */
  record Refused(Refusal refusal, String reason, boolean senderAtFault) implements Outcome {}
}
