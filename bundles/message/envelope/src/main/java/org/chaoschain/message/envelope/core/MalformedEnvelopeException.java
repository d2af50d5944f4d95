// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

/** The bytes are no envelope: found before anything in them is believed. */
public final class MalformedEnvelopeException extends EnvelopeException {
  private static final long serialVersionUID = 1;

  /** What is wrong with the bytes. */
  public enum Reason {
    /** There are more bytes than allowed. */
    TOO_LARGE("the message is too large"),
    /** The bytes end inside a field. */
    TRUNCATED("the message ends inside a field"),
    /** A top-level tag, length or number has more bytes than it needs. */
    OVERLONG_VARINT("a varint has more bytes than it needs"),
    /** A top-level tag, length or number is beyond 64 bits, or a tag beyond 32. */
    VARINT_OVERFLOW("a varint is too large"),
    /** Field number 0. */
    FIELD_NUMBER("the field number is not allowed"),
    /** A group, or one of the two wire types that do not exist. */
    WIRE_TYPE("the wire type is not allowed"),
    /** A known field with the wire type of another. */
    WRONG_WIRE_TYPE("the field has the wrong wire type"),
    /** A top-level field below 100 occurs twice. */
    REPEATED_FIELD("a singular field is repeated"),
    /** Two members of the payload. */
    SECOND_PAYLOAD("there is a second payload"),
    /** No member of the payload. */
    MISSING_PAYLOAD("there is no payload"),
    /** Field 9 does not occur. */
    MISSING_SIGNATURE("there is no signature"),
    /** Field 9 occurs twice. */
    SECOND_SIGNATURE("there is a second signature"),
    /** Field 9 is not the last. */
    MISPLACED_SIGNATURE("the signature is not the last field"),
    /** Field 9 has not 64 bytes. */
    SIGNATURE_SIZE("the signature has the wrong size"),
    /** A field's inside does not parse as protobuf. */
    BODY("a field does not parse");

    private final String description;

    Reason(String description) {
      this.description = description;
    }
  }

  private final Reason reason;

  MalformedEnvelopeException(Reason reason, int offset, String value, String limit) {
    super(reason, reason.description, offset, value, limit);
    this.reason = reason;
  }

  /** What is wrong. */
  public Reason reason() {
    return reason;
  }
}
