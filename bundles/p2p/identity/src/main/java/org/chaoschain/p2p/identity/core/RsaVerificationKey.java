// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.RSAPublicKeySpec;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PublicKey;

/** RSASSA-PKCS1-v1_5 over SHA-256. */
final class RsaVerificationKey implements VerificationKey {
  static final String ALGORITHM = "SHA256withRSA";

  private static final String WHAT = "rsa public key";

  /** What libp2p's implementations make, and OpenSSL. Whoever verifies pays for a larger one. */
  private static final BigInteger MAX_EXPONENT = BigInteger.valueOf(65_537);

  /** The AlgorithmIdentifier of rsaEncryption (RFC 3279), parameters NULL. */
  private static final Bytes RSA_ENCRYPTION = Bytes.fromHex("300d06092a864886f70d0101010500");

  private final PublicKey publicKey;
  private final java.security.PublicKey key;
  private final int signatureBytes;

  private RsaVerificationKey(PublicKey publicKey, BigInteger modulus, BigInteger exponent)
      throws KeyFormatException {
    checkSize(WHAT, modulus, exponent);
    this.publicKey = publicKey;
    this.signatureBytes = (modulus.bitLength() + 7) / 8;
    try {
      this.key =
          KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
    } catch (GeneralSecurityException e) {
      throw new KeyFormatException(WHAT, 0, String.valueOf(e.getMessage()));
    }
  }

  static void checkSize(String what, BigInteger modulus, BigInteger exponent)
      throws KeyFormatException {
    int bits = modulus.bitLength();
    if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
      throw new KeyFormatException(
          what,
          0,
          "its modulus has %d bits, %d to %d are allowed"
              .formatted(bits, MIN_RSA_BITS, MAX_RSA_BITS));
    }
    boolean exponentFits =
        exponent.testBit(0) && exponent.bitLength() >= 2 && exponent.compareTo(MAX_EXPONENT) <= 0;
    if (!modulus.testBit(0) || !exponentFits) {
      throw new KeyFormatException(
          what,
          0,
          "its modulus and exponent must be odd, the exponent 3 or more and at most 65537");
    }
  }

  static RsaVerificationKey of(PublicKey key) throws KeyFormatException {
    try {
      DerReader outer = new DerReader(key.data());
      DerReader info = outer.enter(DerReader.SEQUENCE);
      outer.expectEnd();
      info.expect(RSA_ENCRYPTION, "an rsaEncryption key");
      DerReader wrapped = new DerReader(info.wholeBits());
      info.expectEnd();
      DerReader fields = wrapped.enter(DerReader.SEQUENCE);
      wrapped.expectEnd();
      BigInteger modulus = fields.unsigned();
      BigInteger exponent = fields.unsigned();
      fields.expectEnd();
      return new RsaVerificationKey(key, modulus, exponent);
    } catch (MalformedInputException e) {
      throw new KeyFormatException(WHAT, e.offset(), e.getMessage());
    }
  }

  static PublicKey encode(BigInteger modulus, BigInteger exponent) {
    Bytes numbers = new DerWriter().unsigned(modulus).unsigned(exponent).sequence();
    Bytes info = new DerWriter().raw(RSA_ENCRYPTION).wholeBits(numbers).sequence();
    return new PublicKey(KeyType.RSA, info);
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public boolean verify(Bytes message, Bytes signature) {
    if (signature.size() != signatureBytes) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(key);
      verifier.update(message.toByteBuffer());
      return verifier.verify(signature.toArray());
    } catch (SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
