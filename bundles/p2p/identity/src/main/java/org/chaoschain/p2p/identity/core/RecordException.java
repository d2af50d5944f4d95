// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

/** A signed record that is not accepted; the kind says why. */
public abstract sealed class RecordException extends Exception
    permits RecordMalformedException,
        RecordLimitException,
        RecordKeyException,
        RecordSignatureException,
        RecordMismatchException {
  private static final long serialVersionUID = 1;

  RecordException(String message) {
    super(message);
  }

  RecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
