// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

/** A value, or a request, that is not taken; the message says what and why. */
public final class RecordRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final Reason reason;

  /** Why, for counters. */
  public enum Reason {
    /** The key belongs to no namespace that is known here. */
    NAMESPACE,
    /** The key is malformed. */
    KEY,
    /** The value is malformed, or is not about the key. */
    VALUE,
    /** The signature is not that of whom the key names. */
    SIGNATURE,
    /** It has expired. */
    EXPIRED,
    /** A better value is known. */
    STALE,
    /** A limit was reached. */
    LIMIT,
    /** The message lacks something, or says what does not belong there. */
    MALFORMED
  }

  /** Made with a message for people. */
  public RecordRefusedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why, for counters. */
  public Reason reason() {
    return reason;
  }
}
