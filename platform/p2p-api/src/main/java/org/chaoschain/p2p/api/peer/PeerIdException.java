// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.peer;

/** Text or bytes that are no peer id; the message names the offset and the reason. */
public final class PeerIdException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final int offset;

  /**
   * Describes what is wrong.
   *
   * @param offset where, in characters or bytes from the start
   * @param reason the rule that is broken, with the value found
   */
  public PeerIdException(int offset, String reason) {
    super("malformed peer id at offset " + offset + ": " + reason);
    this.offset = offset;
  }

  /** Where, in characters or bytes from the start. */
  public int offset() {
    return offset;
  }
}
