// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.RSAPrivateCrtKeySpec;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.p2p.api.peer.PublicKey;

/** RSA with two primes; the data is an RSAPrivateKey of PKCS #1 (RFC 8017). */
final class RsaPrivateKey implements PrivateKey {
  private static final String WHAT = "rsa private key";

  private final RSAPrivateCrtKeySpec numbers;
  private final java.security.PrivateKey key;
  private final PublicKey publicKey;

  private RsaPrivateKey(RSAPrivateCrtKeySpec numbers) throws KeyFormatException {
    RsaVerificationKey.checkSize(WHAT, numbers.getModulus(), numbers.getPublicExponent());
    checkNumbers(numbers);
    this.numbers = numbers;
    this.publicKey = RsaVerificationKey.encode(numbers.getModulus(), numbers.getPublicExponent());
    try {
      this.key = KeyFactory.getInstance("RSA").generatePrivate(numbers);
    } catch (GeneralSecurityException e) {
      throw new KeyFormatException(WHAT, 0, "the JDK refuses it");
    }
  }

  private static void checkNumbers(RSAPrivateCrtKeySpec n) throws KeyFormatException {
    BigInteger p = n.getPrimeP();
    BigInteger q = n.getPrimeQ();
    boolean primes = p.bitLength() > 1 && q.bitLength() > 1 && p.multiply(q).equals(n.getModulus());
    if (!primes
        || !isInverse(n, p, n.getPrimeExponentP())
        || !isInverse(n, q, n.getPrimeExponentQ())) {
      throw new KeyFormatException(WHAT, 0, "its numbers do not belong together");
    }
    boolean coefficient = n.getCrtCoefficient().multiply(q).mod(p).equals(BigInteger.ONE);
    if (!coefficient || n.getPrivateExponent().compareTo(n.getModulus()) >= 0) {
      throw new KeyFormatException(WHAT, 0, "its numbers do not belong together");
    }
  }

  private static boolean isInverse(RSAPrivateCrtKeySpec n, BigInteger prime, BigInteger exponent) {
    BigInteger order = prime.subtract(BigInteger.ONE);
    return exponent.multiply(n.getPublicExponent()).mod(order).equals(BigInteger.ONE)
        && n.getPrivateExponent().mod(order).equals(exponent);
  }

  static RsaPrivateKey generate(int bits, EntropySource entropy) {
    try {
      return new RsaPrivateKey(RsaPrimes.generate(bits, entropy));
    } catch (KeyFormatException e) {
      throw new IllegalStateException("a generated key is consistent", e);
    }
  }

  static RsaPrivateKey decode(Bytes data) throws KeyFormatException {
    try {
      DerReader outer = new DerReader(data);
      DerReader fields = outer.enter(DerReader.SEQUENCE);
      outer.expectEnd();
      if (fields.unsigned().signum() != 0) {
        throw new MalformedInputException(
            0, "its version is not 0; keys of more than two primes are not read");
      }
      RSAPrivateCrtKeySpec numbers =
          new RSAPrivateCrtKeySpec(
              fields.unsigned(),
              fields.unsigned(),
              fields.unsigned(),
              fields.unsigned(),
              fields.unsigned(),
              fields.unsigned(),
              fields.unsigned(),
              fields.unsigned());
      fields.expectEnd();
      return new RsaPrivateKey(numbers);
    } catch (MalformedInputException e) {
      throw new KeyFormatException(WHAT, e.offset(), e.getMessage());
    }
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public Bytes secretData() {
    return new DerWriter()
        .unsigned(BigInteger.ZERO)
        .unsigned(numbers.getModulus())
        .unsigned(numbers.getPublicExponent())
        .unsigned(numbers.getPrivateExponent())
        .unsigned(numbers.getPrimeP())
        .unsigned(numbers.getPrimeQ())
        .unsigned(numbers.getPrimeExponentP())
        .unsigned(numbers.getPrimeExponentQ())
        .unsigned(numbers.getCrtCoefficient())
        .sequence();
  }

  @Override
  public Bytes sign(Bytes message) {
    try {
      Signature signer = Signature.getInstance(RsaVerificationKey.ALGORITHM);
      signer.initSign(key);
      signer.update(message.toByteBuffer());
      return Bytes.wrap(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + RsaVerificationKey.ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "private key of " + peerId();
  }
}
