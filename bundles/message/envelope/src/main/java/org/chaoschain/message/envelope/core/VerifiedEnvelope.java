// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.proto.v1.Delegation;

/**
 * An envelope that its sender, or a node that it permitted to, did sign. Only {@link
 * EnvelopeVerifier} and, of what it has signed itself, {@link EnvelopeSigner} make one.
 */
public final class VerifiedEnvelope {
  private final Envelope envelope;
  private final Bytes signer;
  private final Optional<Delegation> delegation;

  VerifiedEnvelope(Envelope envelope, Bytes signer, Optional<Delegation> delegation) {
    this.envelope = envelope;
    this.signer = signer;
    this.delegation = delegation;
  }

  /** The envelope. */
  public Envelope envelope() {
    return envelope;
  }

  /** The public key that signed it: the sender's, or the node's that it delegated to. */
  public Bytes signer() {
    return signer;
  }

  /** The permission under which it was signed, if the sender did not sign it. */
  public Optional<Delegation> delegation() {
    return delegation;
  }

  @Override
  public String toString() {
    return "VerifiedEnvelope[" + envelope + ", signed by " + signer.hex() + "]";
  }
}
