// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.host;

import java.io.IOException;

/** A peer could not be reached; the message says for each address why. */
public final class DialException extends IOException {
  private static final long serialVersionUID = 1;

  /** Made with a message for people. */
  public DialException(String message) {
    super(message);
  }
}
