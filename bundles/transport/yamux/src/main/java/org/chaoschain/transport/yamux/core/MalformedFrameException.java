// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

/** A frame that Yamux does not allow. The message names the offset, the frame and the rule. */
public final class MalformedFrameException extends Exception {
  private static final long serialVersionUID = 1;

  private final long offset;

  /**
   * Made from where and what.
   *
   * @param offset where the frame begins, in bytes since the connection began
   * @param message the value found, the limit, and what the remote should have done
   */
  public MalformedFrameException(long offset, String message) {
    super("frame at offset %d: %s".formatted(offset, message));
    this.offset = offset;
  }

  /** Where the frame begins, in bytes since the connection began. */
  public long offset() {
    return offset;
  }
}
