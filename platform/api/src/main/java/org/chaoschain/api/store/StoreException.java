// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.store;

import java.io.IOException;

/** A store cannot be read or written. The message says what, where, and what helps. */
public final class StoreException extends IOException {
  private static final long serialVersionUID = 1;

  /** With the reason. */
  public StoreException(String message) {
    super(message);
  }

  /** With the reason, and what was thrown. */
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
