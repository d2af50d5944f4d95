// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

import java.math.BigInteger;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.ECPoint;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.PublicKey;

/** ECDSA over SHA-256; the signature is DER. On secp256k1 both values of s are accepted. */
final class EcVerificationKey implements VerificationKey {
  /** The DER form of the object identifier of P-256, 1.2.840.10045.3.1.7. */
  static final Bytes P256_OID = Bytes.fromHex("06082a8648ce3d030107");

  /**
   * What stands before the 65 bytes of a point in the SubjectPublicKeyInfo (RFC 5480) of a P-256
   * key.
   */
  private static final Bytes P256_INFO =
      Bytes.fromHex("3059301306072a8648ce3d0201").concat(P256_OID).concat(Bytes.fromHex("034200"));

  private static final int COMPRESSED_BYTES = 33;
  private static final int UNCOMPRESSED_BYTES = 65;

  /** Two integers of 33 bytes at most with their heads, and the head of the sequence. */
  private static final int MAX_SIGNATURE = 72;

  private final EcCurve curve;
  private final PublicKey publicKey;
  private final ECPublicKeyParameters parameters;

  private EcVerificationKey(EcCurve curve, PublicKey publicKey, ECPoint point) {
    this.curve = curve;
    this.publicKey = publicKey;
    this.parameters = new ECPublicKeyParameters(point, curve.domain());
  }

  static EcVerificationKey compressed(PublicKey key) throws KeyFormatException {
    Bytes data = key.data();
    boolean marked = data.get(0) == 2 || data.get(0) == 3;
    if (data.size() != COMPRESSED_BYTES || !marked) {
      throw new KeyFormatException(
          "secp256k1 public key",
          0,
          "a compressed point has 33 bytes and starts with 2 or 3; these are " + data.size());
    }
    return new EcVerificationKey(EcCurve.SECP256K1, key, point(EcCurve.SECP256K1, data, 0));
  }

  static EcVerificationKey subjectPublicKeyInfo(PublicKey key) throws KeyFormatException {
    Bytes data = key.data();
    int head = P256_INFO.size();
    if (data.size() != head + UNCOMPRESSED_BYTES
        || !data.slice(0, head).equals(P256_INFO)
        || data.get(head) != 4) {
      throw new KeyFormatException(
          "ecdsa public key",
          0,
          "it is not the DER form of an uncompressed point of the curve P-256");
    }
    return new EcVerificationKey(
        EcCurve.P256, key, point(EcCurve.P256, data.slice(head, data.size()), head));
  }

  private static ECPoint point(EcCurve curve, Bytes encoded, int offset) throws KeyFormatException {
    try {
      return curve.domain().getCurve().decodePoint(encoded.toArray());
    } catch (IllegalArgumentException e) {
      throw new KeyFormatException(
          curve.type() + " public key", offset, "it is no point of the curve");
    }
  }

  static PublicKey encode(EcCurve curve, ECPoint point) {
    Bytes data =
        curve == EcCurve.SECP256K1
            ? Bytes.wrap(point.getEncoded(true))
            : P256_INFO.concat(Bytes.wrap(point.getEncoded(false)));
    return new PublicKey(curve.type(), data);
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public boolean verify(Bytes message, Bytes signature) {
    if (signature.size() > MAX_SIGNATURE) {
      return false;
    }
    BigInteger r;
    BigInteger s;
    try {
      DerReader outer = new DerReader(signature);
      DerReader fields = outer.enter(DerReader.SEQUENCE);
      outer.expectEnd();
      r = fields.unsigned();
      s = fields.unsigned();
      fields.expectEnd();
    } catch (MalformedInputException e) {
      return false;
    }
    if (!curve.isScalar(r) || !curve.isScalar(s)) {
      return false;
    }
    ECDSASigner verifier = new ECDSASigner();
    verifier.init(false, parameters);
    return verifier.verifySignature(sha256(message), r, s);
  }

  static byte[] sha256(Bytes message) {
    SHA256Digest digest = new SHA256Digest();
    digest.update(message.toArray(), 0, message.size());
    byte[] hash = new byte[digest.getDigestSize()];
    digest.doFinal(hash, 0);
    return hash;
  }
}
