// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.signing.core;

/** Bytes that are no signature of a plugin, or no revocation list. The message names the line. */
public final class SignatureFormatException extends Exception {
  private static final long serialVersionUID = 1;

  private final int line;

  SignatureFormatException(int line, String reason) {
    super("line %d: %s".formatted(line, reason), null, false, false);
    this.line = line;
  }

  /** The line, counted from 1. */
  public int line() {
    return line;
  }
}
