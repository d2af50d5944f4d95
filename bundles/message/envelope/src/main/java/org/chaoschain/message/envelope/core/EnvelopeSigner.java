// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import java.util.Arrays;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.proto.v1.ChaoschainMessage;

/**
 * Makes wire bytes of messages: {@code signed bytes, 4A 40, 64 signature bytes}. Signs for an agent
 * with its own key, or as a node under the agent's delegation. Immutable, as safe for threads as
 * its key is.
 */
public final class EnvelopeSigner {
  private static final byte SIGNATURE_TAG = 0x4a;
  private static final byte SIGNATURE_LENGTH = 0x40;

  private final MessageSigner key;

  /** A signer with that key. */
  public EnvelopeSigner(MessageSigner key) {
    this.key = key;
  }

  /**
   * Signs a message.
   *
   * @param message complete but for the signature; its sender is the key's owner, or it has a
   *     delegation to this key
   * @return the envelope, checked as a receiver would; its signature was made here just now, by the
   *     key that the message needs, and is not verified once more
   * @throws IllegalArgumentException if the message has a signature already
   * @throws EnvelopeException if a receiver would refuse it, whatever the time
   */
  public VerifiedEnvelope sign(ChaoschainMessage message) throws EnvelopeException {
    if (!message.getSignature().isEmpty()) {
      throw new IllegalArgumentException(
          "the message is signed already; sign the message without its signature");
    }
    byte[] signed = message.toByteArray();
    byte[] signature =
        key.sign(Bytes.wrap(Domain.ENVELOPE.prepend(signed, 0, signed.length))).toArray();
    if (signature.length != Ed25519Criteria.SIGNATURE_BYTES) {
      throw new IllegalStateException("the signer made " + signature.length + " bytes, not 64");
    }
    byte[] wire = Arrays.copyOf(signed, signed.length + EnvelopeScanner.SIGNATURE_FIELD_BYTES);
    wire[signed.length] = SIGNATURE_TAG;
    wire[signed.length + 1] = SIGNATURE_LENGTH;
    System.arraycopy(signature, 0, wire, signed.length + 2, signature.length);
    Envelope envelope = EnvelopeParser.parse(wire, PayloadKind.MAX_ENVELOPE_BYTES);
    return EnvelopeVerifier.signedHere(envelope, key.agent().key());
  }
}
