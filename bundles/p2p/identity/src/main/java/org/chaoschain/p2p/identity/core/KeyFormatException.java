// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

/**
 * A public or private key that cannot be used. The message names the kind of key, the offset and
 * the broken rule, and never any byte of a private key.
 */
public final class KeyFormatException extends Exception {
  private static final long serialVersionUID = 1;

  private final int offset;

  /**
   * Describes what is wrong.
   *
   * @param what the kind of key, such as {@code rsa public key}
   * @param offset where, in bytes from the start of the key's data or of its protobuf form
   * @param reason the broken rule, without secrets
   */
  KeyFormatException(String what, int offset, String reason) {
    super("unusable " + what + " at offset " + offset + ": " + reason);
    this.offset = offset;
  }

  /** Where, in bytes from the start of the key's data or of its protobuf form. */
  public int offset() {
    return offset;
  }
}
