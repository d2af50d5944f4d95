// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.PublicKey;

/**
 * A public key that has been checked and verifies signatures. Immutable.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/peer-ids/peer-ids.md">Peer Ids and
 *     Keys</a>
 */
public sealed interface VerificationKey
    permits Ed25519VerificationKey, EcVerificationKey, RsaVerificationKey {
  /** The least size of an RSA key, in bits. */
  int MIN_RSA_BITS = 2048;

  /** The largest size of an RSA key, in bits; it bounds the time that a signature takes. */
  int MAX_RSA_BITS = 8192;

  /**
   * Checks a key: RSA with {@link #MIN_RSA_BITS} to {@link #MAX_RSA_BITS} and an exponent of at
   * most 65537, ECDSA on P-256 with an uncompressed point, secp256k1 with a compressed point,
   * Ed25519 with a canonical point that is not of small order. RSA and ECDSA keys are DER, and
   * nothing else is accepted for DER.
   *
   * @throws KeyFormatException if the key breaks one of these rules
   */
  static VerificationKey of(PublicKey key) throws KeyFormatException {
    return switch (key.type()) {
      case ED25519 -> new Ed25519VerificationKey(key);
      case SECP256K1 -> EcVerificationKey.compressed(key);
      case ECDSA -> EcVerificationKey.subjectPublicKeyInfo(key);
      case RSA -> RsaVerificationKey.of(key);
    };
  }

  /** The key as it travels. */
  PublicKey publicKey();

  /**
   * Whether this key made the signature. The time depends on the key's type and the sizes alone;
   * nothing is thrown for a malformed signature.
   *
   * @param message the bytes that were signed, not their hash
   * @param signature any bytes
   */
  boolean verify(Bytes message, Bytes signature);
}
