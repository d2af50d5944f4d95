// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

/** A signed record whose signature its key did not make, or not for this purpose. */
public final class RecordSignatureException extends RecordException {
  private static final long serialVersionUID = 1;

  RecordSignatureException(String what, Object signer) {
    super(what + ": the signature is not that of " + signer);
  }
}
