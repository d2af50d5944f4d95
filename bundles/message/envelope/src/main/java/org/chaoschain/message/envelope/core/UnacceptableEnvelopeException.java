// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

/** The bytes parse, and say what an envelope must not say. */
public final class UnacceptableEnvelopeException extends EnvelopeException {
  private static final long serialVersionUID = 1;

  /** What is not acceptable. */
  public enum Reason {
    /** A version that is not spoken here. */
    VERSION("the version is not spoken here"),
    /** The chain id is malformed, or that of another chain. */
    CHAIN_ID("the chain id is not acceptable"),
    /** The sender is no Ed25519 public key of 32 bytes. */
    SENDER("the sender is no agent key"),
    /** The message id is empty, too long, or has a character that is not allowed. */
    MESSAGE_ID("the message id is not acceptable"),
    /** The time of making is missing or out of range. */
    CREATED_AT("created_at is not acceptable"),
    /** The expiry is out of range, not after created_at, or missing where it is required. */
    EXPIRES_AT("expires_at is not acceptable"),
    /** The id of the message answered is out of bounds. */
    IN_REPLY_TO("in_reply_to is not acceptable"),
    /** The speaking agent is not the sender. */
    AGENT_ID("agent_id is not acceptable"),
    /** The agent spoken to is no key of 32 bytes. */
    TARGET_ID("target_id is not acceptable"),
    /** Type and content of an agent communication disagree. */
    TYPE_MISMATCH("type and content disagree"),
    /** An extension's type is out of bounds. */
    EXTENSION_TYPE("the extension's type is not acceptable"),
    /** An extension's schema version is beyond 31 bits. */
    SCHEMA_VERSION("the extension's schema version is not acceptable"),
    /** A meme's author is no key of 32 bytes. */
    AUTHOR("the meme's author is no agent key"),
    /** An extension's fallback text is too long. */
    FALLBACK_TEXT("the fallback text is not acceptable"),
    /** The message is larger than its payload may be. */
    PAYLOAD_TOO_LARGE("the message is too large for its payload"),
    /** The delegation is out of bounds or does not parse. */
    DELEGATION("the delegation is not acceptable");

    private final String description;

    Reason(String description) {
      this.description = description;
    }
  }

  private final Reason reason;

  UnacceptableEnvelopeException(Reason reason, int offset, String value, String limit) {
    super(reason, reason.description, offset, value, limit);
    this.reason = reason;
  }

  /** What is not acceptable. */
  public Reason reason() {
    return reason;
  }
}
