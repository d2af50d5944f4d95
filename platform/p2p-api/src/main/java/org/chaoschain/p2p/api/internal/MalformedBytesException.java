// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.internal;

/**
 * Bytes that break a rule of their format; the decoders turn it into the exception of their type.
 */
public final class MalformedBytesException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final int offset;

  /** Names the place and the broken rule. */
  public MalformedBytesException(int offset, String reason) {
    super(reason);
    this.offset = offset;
  }

  /** Where, in bytes from the start. */
  public int offset() {
    return offset;
  }
}
