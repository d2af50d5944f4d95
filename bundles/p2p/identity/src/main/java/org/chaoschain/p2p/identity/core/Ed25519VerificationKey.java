// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.PublicKey;

/**
 * Ed25519 with the criteria of the protocol: S below the group order, canonical A and R, A not of
 * small order, cofactored equation.
 */
final class Ed25519VerificationKey implements VerificationKey {
  private static final String WHAT = "ed25519 public key";

  /** The canonical encodings of the eight points whose order divides the cofactor. */
  private static final Set<Bytes> SMALL_ORDER =
      Stream.of(
              "0100000000000000000000000000000000000000000000000000000000000000",
              "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
              "0000000000000000000000000000000000000000000000000000000000000000",
              "0000000000000000000000000000000000000000000000000000000000000080",
              "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
              "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
              "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
              "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa")
          .map(Bytes::fromHex)
          .collect(Collectors.toUnmodifiableSet());

  private final PublicKey publicKey;
  private final byte[] point;

  Ed25519VerificationKey(PublicKey publicKey) throws KeyFormatException {
    Bytes data = publicKey.data();
    if (data.size() != Ed25519.PUBLIC_KEY_SIZE) {
      throw new KeyFormatException(WHAT, 0, "it has 32 bytes, not " + data.size());
    }
    if (!Ed25519.validatePublicKeyPartial(data.toArray(), 0)) {
      throw new KeyFormatException(WHAT, 0, "it is no canonical encoding of a point of the curve");
    }
    if (SMALL_ORDER.contains(data)) {
      throw new KeyFormatException(WHAT, 0, "it is a point of small order");
    }
    this.publicKey = publicKey;
    this.point = data.toArray();
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public boolean verify(Bytes message, Bytes signature) {
    return signature.size() == Ed25519.SIGNATURE_SIZE
        && Ed25519.verify(signature.toArray(), 0, point, 0, message.toArray(), 0, message.size());
  }
}
