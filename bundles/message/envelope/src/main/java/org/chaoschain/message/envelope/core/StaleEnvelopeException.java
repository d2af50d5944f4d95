// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

/** The envelope comes at the wrong time. */
public final class StaleEnvelopeException extends EnvelopeException {
  private static final long serialVersionUID = 1;

  /** How the time is wrong. */
  public enum Reason {
    /** Made later than now, by more than the clock skew that is allowed. */
    FROM_FUTURE("the message is from the future"),
    /** Its time is over. */
    EXPIRED("the message has expired"),
    /** It wants to live longer than allowed. */
    LIFETIME("the message wants to live too long");

    private final String description;

    Reason(String description) {
      this.description = description;
    }
  }

  private final Reason reason;

  StaleEnvelopeException(Reason reason, int offset, String value, String limit) {
    super(reason, reason.description, offset, value, limit);
    this.reason = reason;
  }

  /** How the time is wrong. */
  public Reason reason() {
    return reason;
  }
}
