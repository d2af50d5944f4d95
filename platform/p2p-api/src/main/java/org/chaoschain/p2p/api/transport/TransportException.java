// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.transport;

import java.io.IOException;

/**
 * An address could not be dialled or listened on. The message names address and cause, and what to
 * do.
 */
public final class TransportException extends IOException {
  private static final long serialVersionUID = 1;

  /** Made with a message for people. */
  public TransportException(String message) {
    super(message);
  }

  /** Made with a message for people and what caused it. */
  public TransportException(String message, Throwable cause) {
    super(message, cause);
  }
}
