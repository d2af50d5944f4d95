// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

/**
 * A signed record that is well-formed and signed, but is of another kind or about somebody else
 * than its signer.
 */
public final class RecordMismatchException extends RecordException {
  private static final long serialVersionUID = 1;

  RecordMismatchException(String what, String part, Object found, Object expected) {
    super(what + ": the " + part + " is " + found + ", not " + expected);
  }
}
