// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import java.util.Arrays;
import java.util.Optional;

/** A handshake that is refused. The text says what was found, what is allowed and what to do. */
public final class AuthException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why; the code is what the wire carries. */
  public enum Reason {
    /** The bytes are no message of this protocol. */
    MALFORMED(1),
    /** A message that is not due now: the handshake is at another step, or over. */
    OUT_OF_TURN(2),
    /** The agent id is not that of the public key. */
    AGENT_ID(3),
    /** The agent wants another chain. */
    CHAIN(4),
    /** The agent believes to be on another connection. */
    CONNECTION(5),
    /** The agent believes to speak with another node. */
    SERVER(6),
    /** The agent believes to be at another origin. */
    ORIGIN(7),
    /** The challenge is too old. */
    EXPIRED(8),
    /** The signature is none of that key over what this side has seen. */
    SIGNATURE(9),
    /** The delegation does not parse, names something else, has ended or lasts too long. */
    DELEGATION(10),
    /** The hosting record is none of that agent for that node. */
    HOSTING(11),
    /** A table is full. */
    LIMIT(12),
    /** The session does not exist, has expired or has been revoked. */
    SESSION(13);

    private final int code;

    Reason(int code) {
      this.code = code;
    }

    /** The number on the wire, 1 to 255. */
    public int code() {
      return code;
    }

    /** The reason with this number, if there is one. */
    public static Optional<Reason> of(int code) {
      return Arrays.stream(values()).filter(reason -> reason.code == code).findFirst();
    }
  }

  private final Reason reason;

  /** A refusal, with a text for people. */
  public AuthException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
