// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

/** It is not proven that the sender says it. */
public final class UnverifiedEnvelopeException extends EnvelopeException {
  private static final long serialVersionUID = 1;

  /** What is not proven. */
  public enum Reason {
    /** The signature does not verify under the key that must have made it. */
    SIGNATURE("the signature does not verify"),
    /** The delegation's signature does not verify under the agent's key. */
    DELEGATION_SIGNATURE("the delegation's signature does not verify"),
    /** The delegation is another agent's. */
    DELEGATION_AGENT("the delegation is another agent's"),
    /** The delegation is for another chain. */
    DELEGATION_CHAIN("the delegation is for another chain"),
    /** The delegation does not cover the topic. */
    DELEGATION_TOPIC("the delegation does not cover the topic"),
    /** The message would outlive the delegation. */
    DELEGATION_EXPIRY("the message outlives the delegation");

    private final String description;

    Reason(String description) {
      this.description = description;
    }
  }

  private final Reason reason;

  UnverifiedEnvelopeException(Reason reason, int offset, String value, String limit) {
    super(reason, reason.description, offset, value, limit);
    this.reason = reason;
  }

  /** What is not proven. */
  public Reason reason() {
    return reason;
  }
}
