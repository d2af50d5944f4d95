// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

/** A signed record whose bytes are not in the form of the record. */
public final class RecordMalformedException extends RecordException {
  private static final long serialVersionUID = 1;

  private final int offset;

  RecordMalformedException(String what, int offset, String reason) {
    super("malformed " + what + " at offset " + offset + ": " + reason);
    this.offset = offset;
  }

  RecordMalformedException(String what, MalformedInputException cause) {
    this(what, cause.offset(), cause.getMessage());
  }

  /** Where, in bytes from the start of the part that the message names. */
  public int offset() {
    return offset;
  }
}
