// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.envelope.core.UnverifiedEnvelopeException.Reason;
import org.chaoschain.proto.v1.Delegation;

/**
 * Finds out whether an envelope's sender said it. Has no state; the dearest step of all, about 80
 * microseconds.
 */
public final class EnvelopeVerifier {
  private EnvelopeVerifier() {}

  /**
   * Verifies the signature, and the delegation if there is one. The outcome is the same whenever it
   * is asked.
   *
   * @throws UnverifiedEnvelopeException if a signature does not verify, or the delegation does not
   *     cover the message
   */
  public static VerifiedEnvelope verify(Envelope envelope) throws UnverifiedEnvelopeException {
    Optional<Delegation> delegation = delegationOf(envelope);
    Bytes signer = signerOf(envelope, delegation);
    if (!Ed25519Criteria.verify(
        signer.toArray(), envelope.signedWithDomain(), envelope.signature())) {
      throw new UnverifiedEnvelopeException(
          Reason.SIGNATURE,
          envelope.layout().signedLength(),
          "a signature that does not verify",
          "one by " + signer.hex() + " is required");
    }
    return new VerifiedEnvelope(envelope, signer, delegation);
  }

  /**
   * What {@link #verify} would answer for an envelope whose signature has just been made.
   *
   * @param key the public key of whoever has made it
   * @throws UnverifiedEnvelopeException if the message needs the signature of another key, or the
   *     delegation does not cover it
   */
  static VerifiedEnvelope signedHere(Envelope envelope, Bytes key)
      throws UnverifiedEnvelopeException {
    Optional<Delegation> delegation = delegationOf(envelope);
    Bytes signer = signerOf(envelope, delegation);
    if (!signer.equals(key)) {
      throw new UnverifiedEnvelopeException(
          Reason.SIGNATURE,
          envelope.layout().signedLength(),
          "a signature by " + key.hex(),
          "one by " + signer.hex() + " is required");
    }
    return new VerifiedEnvelope(envelope, signer, delegation);
  }

  private static Optional<Delegation> delegationOf(Envelope envelope)
      throws UnverifiedEnvelopeException {
    return envelope.message().hasDelegation()
        ? Optional.of(Delegations.verify(envelope))
        : Optional.empty();
  }

  private static Bytes signerOf(Envelope envelope, Optional<Delegation> delegation) {
    return delegation.map(d -> Envelope.bytes(d.getNodeKey())).orElseGet(envelope::sender);
  }
}
