// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.spec.RSAPublicKeySpec;
import java.util.HexFormat;
import java.util.Random;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.NodeIdentity;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;

/**
 * An RSA key that costs its owner little and others much: 8,192 bits out of many small primes,
 * which are found in no time, and the dearest exponent that is allowed. One signature, made once,
 * is verified in each handshake.
 */
final class DearKey implements NodeIdentity {
  private static final int BITS = 8192;
  private static final int PRIMES = 32;

  /** DigestInfo of SHA-256, RFC 8017 section 9.2. */
  private static final byte[] DIGEST_INFO =
      HexFormat.of().parseHex("3031300d060960864801650304020105000420");

  private final BigInteger modulus;
  private final BigInteger secret;
  private final PublicKey publicKey;

  DearKey(BigInteger exponent) {
    Random random = new Random(1);
    BigInteger product = BigInteger.ONE;
    BigInteger order = BigInteger.ONE;
    for (int i = 0; i < PRIMES; ) {
      BigInteger prime = BigInteger.probablePrime(BITS / PRIMES, random);
      BigInteger less = prime.subtract(BigInteger.ONE);
      if (less.gcd(exponent).equals(BigInteger.ONE)) {
        product = product.multiply(prime);
        order = order.multiply(less);
        i++;
      }
    }
    modulus = product;
    secret = exponent.modInverse(order);
    try {
      publicKey =
          new PublicKey(
              KeyType.RSA,
              Bytes.wrap(
                  KeyFactory.getInstance("RSA")
                      .generatePublic(new RSAPublicKeySpec(modulus, exponent))
                      .getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public PeerId peerId() {
    return PeerId.fromPublicKey(publicKey);
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public Bytes sign(Bytes message) {
    try {
      int size = (modulus.bitLength() + 7) / 8;
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(message.toArray());
      byte[] block = new byte[size];
      java.util.Arrays.fill(block, (byte) 0xff);
      block[0] = 0;
      block[1] = 1;
      int at = size - hash.length - DIGEST_INFO.length;
      block[at - 1] = 0;
      System.arraycopy(DIGEST_INFO, 0, block, at, DIGEST_INFO.length);
      System.arraycopy(hash, 0, block, at + DIGEST_INFO.length, hash.length);
      byte[] number = new BigInteger(1, block).modPow(secret, modulus).toByteArray();
      byte[] signature = new byte[size];
      int from = Math.max(0, number.length - size);
      int length = number.length - from;
      System.arraycopy(number, from, signature, size - length, length);
      return Bytes.wrap(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
