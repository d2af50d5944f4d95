// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

/** A signed record whose key cannot be used. */
public final class RecordKeyException extends RecordException {
  private static final long serialVersionUID = 1;

  RecordKeyException(String what, Exception cause) {
    super(what + ": " + cause.getMessage(), cause);
  }
}
