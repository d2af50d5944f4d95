// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.multiaddr;

/** Text or bytes that are no multiaddr; the message names the offset and the reason. */
public final class MultiaddrException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final int offset;
  private final String reason;

  /**
   * Describes what is wrong.
   *
   * @param offset where, in characters or bytes from the start
   * @param reason the rule that is broken, with the value found
   */
  public MultiaddrException(int offset, String reason) {
    super("malformed multiaddr at offset " + offset + ": " + reason);
    this.offset = offset;
    this.reason = reason;
  }

  /** Where, in characters or bytes from the start. */
  public int offset() {
    return offset;
  }

  /** The rule that is broken, with the value found. */
  public String reason() {
    return reason;
  }
}
