// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.envelope.core.UnverifiedEnvelopeException.Reason;
import org.chaoschain.proto.v1.Delegation;

/**
 * Finds out whether an envelope's sender said it. Has no state; the dearest step of all, about 50
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
    Optional<Delegation> delegation =
        envelope.message().hasDelegation()
            ? Optional.of(Delegations.verify(envelope))
            : Optional.empty();
    Bytes signer = delegation.map(d -> Envelope.bytes(d.getNodeKey())).orElseGet(envelope::sender);
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
}
