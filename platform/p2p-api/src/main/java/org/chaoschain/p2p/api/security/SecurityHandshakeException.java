// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.security;

import java.io.IOException;

/** A secure channel could not be made; the message says at which step and why. */
public final class SecurityHandshakeException extends IOException {
  private static final long serialVersionUID = 1;

  /** Made with a message for people. */
  public SecurityHandshakeException(String message) {
    super(message);
  }

  /** Made with a message for people and what caused it. */
  public SecurityHandshakeException(String message, Throwable cause) {
    super(message, cause);
  }
}
