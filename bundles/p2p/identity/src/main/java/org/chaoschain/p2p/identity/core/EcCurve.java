// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

import java.math.BigInteger;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.p2p.api.peer.KeyType;

/** The two curves on which libp2p does ECDSA. */
enum EcCurve {
  SECP256K1(KeyType.SECP256K1, "secp256k1", true),
  P256(KeyType.ECDSA, "secp256r1", false);

  static final int SCALAR_BYTES = 32;

  private final KeyType type;
  private final ECDomainParameters domain;
  private final boolean lowS;

  EcCurve(KeyType type, String name, boolean lowS) {
    this.type = type;
    X9ECParameters parameters = CustomNamedCurves.getByName(name);
    this.domain =
        new ECDomainParameters(
            parameters.getCurve(), parameters.getG(), parameters.getN(), parameters.getH());
    this.lowS = lowS;
  }

  KeyType type() {
    return type;
  }

  ECDomainParameters domain() {
    return domain;
  }

  /** BIP 62: of the two values of s that are valid, the lower is used. */
  BigInteger canonicalS(BigInteger s) {
    BigInteger other = domain.getN().subtract(s);
    return lowS && other.compareTo(s) < 0 ? other : s;
  }

  boolean isScalar(BigInteger d) {
    return d.signum() > 0 && d.compareTo(domain.getN()) < 0;
  }

  BigInteger randomScalar(EntropySource entropy) {
    BigInteger d;
    do {
      d = new BigInteger(1, entropy.bytes(SCALAR_BYTES));
    } while (!isScalar(d));
    return d;
  }

  /** 32 bytes, big endian. */
  static Bytes scalarBytes(BigInteger d) {
    byte[] bytes = new byte[SCALAR_BYTES];
    byte[] shortest = d.toByteArray();
    int length = Math.min(shortest.length, SCALAR_BYTES);
    System.arraycopy(shortest, shortest.length - length, bytes, SCALAR_BYTES - length, length);
    return Bytes.wrap(bytes);
  }
}
