// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The protocol's criteria for Ed25519 signatures: {@code S < L}, canonical {@code A} and {@code R},
 * small-order {@code A} rejected, cofactored equation {@code 8SB = 8R + 8kA}. Two nodes that judged
 * differently could be split by one message; so the criteria are fixed, and the twelve vectors of
 * ed25519-speccheck gate each change of the library: exactly 2, 3, 4 and 5 are valid. Remembers up
 * to {@value #DECODED_KEYS} decoded keys, which changes no answer.
 */
public final class Ed25519Criteria {
  /** Size of a public key, in bytes. */
  public static final int PUBLIC_KEY_BYTES = Ed25519.PUBLIC_KEY_SIZE;

  /** Size of a signature, in bytes. */
  public static final int SIGNATURE_BYTES = Ed25519.SIGNATURE_SIZE;

  private static final int DECODED_KEYS = 1024;
  private static final DecodedKeys KEYS = new DecodedKeys(DECODED_KEYS);

  private Ed25519Criteria() {}

  /**
   * Verifies a signature over a message as it is, without a domain.
   *
   * @return false also if key or signature have the wrong size
   */
  public static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
    if (signature.length != SIGNATURE_BYTES) {
      return false;
    }
    Ed25519.PublicPoint point = KEYS.point(publicKey);
    return point != null && Ed25519.verify(signature, 0, point, message, 0, message.length);
  }

  /**
   * Verifies a signature over a domain's prefix and bytes.
   *
   * @return false also if key or signature have the wrong size
   */
  public static boolean verify(byte[] publicKey, Domain domain, byte[] bytes, byte[] signature) {
    return verify(publicKey, domain.prepend(bytes, 0, bytes.length), signature);
  }
}
