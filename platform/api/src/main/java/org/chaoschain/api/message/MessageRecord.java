// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.message;

import java.time.Instant;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;

/**
 * A line of the node's record of messages, in the order in which things happened here.
 *
 * @param sequence 1, 2, 3 … since the node started
 * @param at when, by this node's clock
 * @param state what happened
 * @param messageId the message
 * @param typeName its type
 * @param sender who signed it
 * @param target whom it is for; empty for all
 * @param createdAt by the sender's clock
 * @param text the type's text for people, or the fallback text
 * @param fallback whether {@code text} is the fallback text because no plugin for the type is there
 * @param detail why it was rejected, which generation of a plugin has handled it; or empty
 */
public record MessageRecord(
    long sequence,
    Instant at,
    State state,
    String messageId,
    String typeName,
    AgentId sender,
    Optional<AgentId> target,
    Instant createdAt,
    String text,
    boolean fallback,
    String detail) {
  /** What happened to a message. */
  public enum State {
    /** Sent by an agent of this node. */
    SENT,
    /** Handled by its type and handed to the agents concerned. */
    DELIVERED,
    /** Kept until a plugin for its type is there. */
    PARKED,
    /** Parked for too long, or pushed out by younger ones. */
    EXPIRED,
    /** Refused by a rule. */
    REJECTED,
    /** Its handler failed, or it could not be sent. */
    FAILED,
    /**
     * Sent by an agent of this node, and it is not known whether its receiver has it; the receiver
     * is asked. {@code CONFIRMED} or {@code FAILED} follows, unless it never answers.
     */
    UNCERTAIN,
    /**
     * Sent by an agent of this node, and its receiver has said that it has it: after it was
     * uncertain, or sent again after a restart.
     */
    CONFIRMED
  }
}
