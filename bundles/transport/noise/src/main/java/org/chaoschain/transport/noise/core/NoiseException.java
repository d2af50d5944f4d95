// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import org.chaoschain.p2p.api.channel.CloseReason;

/**
 * The remote broke the protocol, or proved to be somebody else. The message says at which step,
 * what was found, and what was expected. It has no stack trace: it is an expected event of a
 * network.
 */
public final class NoiseException extends Exception {
  private static final long serialVersionUID = 1;

  private final Cause kind;

  /** What went wrong, for metrics. */
  public enum Cause {
    /** A message has the wrong length or form. */
    MALFORMED("malformed"),
    /** A message cannot be decrypted: another key, or bytes were changed or left out. */
    DECRYPTION("decryption"),
    /** A public key of X25519 leads to a shared secret of zeros. */
    WEAK_KEY("weak.key"),
    /** The remote's identity key did not sign its static key. */
    SIGNATURE("signature"),
    /** The remote is not the peer that was expected. */
    WRONG_PEER("wrong.peer"),
    /** Both sides offered muxers, and none in common. */
    NO_COMMON_MUXER("muxer"),
    /** A limit was reached. */
    LIMIT("limit"),
    /** All nonces of a key are used up. */
    NONCES("nonces"),
    /** The deadline of the handshake passed. */
    TIMEOUT("timeout");

    private final String tag;

    Cause(String tag) {
      this.tag = tag;
    }

    /** The value of the tag {@code cause} in metrics. */
    public String tag() {
      return tag;
    }
  }

  /** Made with what went wrong and a message for people. */
  public NoiseException(Cause kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** What went wrong. */
  public Cause kind() {
    return kind;
  }

  /** What the connection is closed for. */
  public CloseReason reason() {
    return switch (kind) {
      case LIMIT, NONCES -> CloseReason.limit(getMessage());
      case TIMEOUT -> CloseReason.timeout(getMessage());
      default -> CloseReason.protocolError(getMessage());
    };
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
