// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.message;

/**
 * Bytes are no message of this protocol. The message says what is wrong, where, and what would be
 * right.
 */
public class MalformedMessageException extends Exception {
  private static final long serialVersionUID = 1;

  private final String reason;
  private final int offset;

  /**
   * Made by a codec.
   *
   * @param reason a stable word for metrics, lower case with dashes: {@code missing-signature}
   * @param offset of the first wrong byte, or -1 if it has no place
   */
  public MalformedMessageException(String reason, int offset, String message) {
    super(offset < 0 ? message : message + " (at byte " + offset + ")");
    this.reason = reason;
    this.offset = offset;
  }

  /** A stable word for metrics. */
  public String reason() {
    return reason;
  }

  /** The offset of the first wrong byte, or -1. */
  public int offset() {
    return offset;
  }
}
