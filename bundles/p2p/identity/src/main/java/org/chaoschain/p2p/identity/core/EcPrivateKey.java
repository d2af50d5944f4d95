// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

import java.math.BigInteger;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.p2p.api.peer.PublicKey;

/** ECDSA over SHA-256 with the nonces of RFC 6979. */
final class EcPrivateKey implements PrivateKey {
  private static final String SCALAR_WHAT = "secp256k1 private key";
  private static final String SEC1_WHAT = "ecdsa private key";
  private static final int PARAMETERS = 0xa0;
  private static final int PUBLIC_KEY = 0xa1;

  private final EcCurve curve;
  private final BigInteger d;
  private final ECPoint point;
  private final PublicKey publicKey;

  private EcPrivateKey(EcCurve curve, BigInteger d) {
    this.curve = curve;
    this.d = d;
    this.point = new FixedPointCombMultiplier().multiply(curve.domain().getG(), d).normalize();
    this.publicKey = EcVerificationKey.encode(curve, point);
  }

  static EcPrivateKey generate(EcCurve curve, EntropySource entropy) {
    return new EcPrivateKey(curve, curve.randomScalar(entropy));
  }

  static EcPrivateKey decodeScalar(Bytes data) throws KeyFormatException {
    return fromScalar(EcCurve.SECP256K1, data, SCALAR_WHAT);
  }

  private static EcPrivateKey fromScalar(EcCurve curve, Bytes scalar, String what)
      throws KeyFormatException {
    if (scalar.size() != EcCurve.SCALAR_BYTES) {
      throw new KeyFormatException(what, 0, "its number has 32 bytes, not " + scalar.size());
    }
    BigInteger d = new BigInteger(1, scalar.toArray());
    if (!curve.isScalar(d)) {
      throw new KeyFormatException(
          what, 0, "its number is not between 1 and the order of the curve");
    }
    return new EcPrivateKey(curve, d);
  }

  /** RFC 5915: version, number, then curve and public key, which may be missing. */
  static EcPrivateKey decodeSec1(Bytes data) throws KeyFormatException {
    try {
      DerReader outer = new DerReader(data);
      DerReader fields = outer.enter(DerReader.SEQUENCE);
      outer.expectEnd();
      if (!fields.unsigned().equals(BigInteger.ONE)) {
        throw new MalformedInputException(0, "its version is not 1");
      }
      EcPrivateKey key = fromScalar(EcCurve.P256, fields.bytes(DerReader.OCTET_STRING), SEC1_WHAT);
      if (fields.hasMore()) {
        DerReader parameters = fields.enter(PARAMETERS);
        parameters.expect(EcVerificationKey.P256_OID, "the name of the curve P-256");
        parameters.expectEnd();
      }
      if (fields.hasMore()) {
        DerReader wrapped = fields.enter(PUBLIC_KEY);
        if (!wrapped.wholeBits().equals(Bytes.wrap(key.point.getEncoded(false)))) {
          throw new MalformedInputException(
              fields.position(), "the public key does not belong to the private key");
        }
        wrapped.expectEnd();
      }
      fields.expectEnd();
      return key;
    } catch (MalformedInputException e) {
      throw new KeyFormatException(SEC1_WHAT, e.offset(), e.getMessage());
    }
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public Bytes secretData() {
    Bytes scalar = EcCurve.scalarBytes(d);
    if (curve == EcCurve.SECP256K1) {
      return scalar;
    }
    return new DerWriter()
        .unsigned(BigInteger.ONE)
        .element(DerReader.OCTET_STRING, scalar)
        .element(PARAMETERS, EcVerificationKey.P256_OID)
        .element(PUBLIC_KEY, new DerWriter().wholeBits(Bytes.wrap(point.getEncoded(false))).bytes())
        .sequence();
  }

  @Override
  public Bytes sign(Bytes message) {
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, new ECPrivateKeyParameters(d, curve.domain()));
    BigInteger[] rs = signer.generateSignature(EcVerificationKey.sha256(message));
    return new DerWriter().unsigned(rs[0]).unsigned(curve.canonicalS(rs[1])).sequence();
  }

  @Override
  public String toString() {
    return "private key of " + peerId();
  }
}
