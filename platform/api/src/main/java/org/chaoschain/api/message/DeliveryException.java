// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.message;

/** A direct message was not delivered. The message says to whom, why, and what to do. */
public final class DeliveryException extends Exception {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  /** Why it was not delivered. */
  public enum Reason {
    /** Nobody knows where the agent is. */
    AGENT_UNKNOWN(true),
    /** The node that hosts the agent could not be reached. */
    UNREACHABLE(true),
    /** The receiver has never said whether it has the message; it may have. */
    NO_ANSWER(true),
    /** The receiver's queue is full. */
    BUSY(true),
    /** The receiver does not host the agent. */
    NOT_HOSTED(true),
    /** The receiver's rules refuse the message. */
    REFUSED(false),
    /** The message is larger than allowed, or breaks a rule here. */
    INVALID(false),
    /** It expired before it was delivered. */
    EXPIRED(false);

    private final boolean retryable;

    Reason(boolean retryable) {
      this.retryable = retryable;
    }

    /** Whether it may work later. */
    public boolean retryable() {
      return retryable;
    }
  }

  /** Made with the reason and a message for people. */
  public DeliveryException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
