// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.durable.core;

import java.time.Duration;
import java.util.Optional;
import org.chaoschain.api.message.DeliveryException.Reason;
import org.chaoschain.api.message.DeliveryReceipt;
import org.chaoschain.p2p.api.peer.PeerId;

/** What came of one attempt to send a message, or to ask what became of it. Immutable. */
public sealed interface Answer {
  /**
   * The receiver has it in its inbox.
   *
   * @param status what it did with it
   */
  record Delivered(DeliveryReceipt.Status status) implements Answer {}

  /**
   * The receiver, or this node, has not taken it, and this copy will not be taken any more.
   *
   * @param reason for machines
   * @param why for people
   * @param retryable whether the same bytes may be taken later
   * @param retryAfter not before that
   */
  record Refused(Reason reason, String why, boolean retryable, Duration retryAfter)
      implements Answer {}

  /**
   * There was no answer.
   *
   * @param sent whether the copy has left, so that it may have been taken, or may still be
   * @param to who may have it; empty if it was for this node itself
   */
  record Unanswered(Reason reason, String why, boolean sent, Optional<PeerId> to)
      implements Answer {
    /** One that has not left. */
    public static Unanswered unsent(Reason reason, String why) {
      return new Unanswered(reason, why, false, Optional.empty());
    }
  }

  /**
   * The agent is now at a peer that has no copy, while another may have one; nothing was sent.
   *
   * @param to where the agent is now, for people
   */
  record Moved(String to) implements Answer {}

  /** To the question: no copy was taken, and none will be. */
  record Cancelled() implements Answer {}

  /** To the question: it is too long ago to be known. */
  record Forgotten() implements Answer {}
}
