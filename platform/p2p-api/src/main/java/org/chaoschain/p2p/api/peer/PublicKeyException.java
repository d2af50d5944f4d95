// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.peer;

/** Bytes that are no public key; the message names the offset and the reason. */
public final class PublicKeyException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final int offset;

  /**
   * Describes what is wrong.
   *
   * @param offset where, in bytes from the start of the encoding
   * @param reason the rule that is broken, with the value found
   */
  public PublicKeyException(int offset, String reason) {
    super("malformed public key at offset " + offset + ": " + reason);
    this.offset = offset;
  }

  /** Where, in bytes from the start of the encoding. */
  public int offset() {
    return offset;
  }
}
