// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

import java.math.BigInteger;
import java.security.spec.RSAPrivateCrtKeySpec;
import org.chaoschain.api.random.EntropySource;

/** Generates RSA keys as FIPS 186-5, appendix A.1.3 does: random primes, tested by themselves. */
final class RsaPrimes {
  private static final BigInteger EXPONENT = BigInteger.valueOf(65537);
  private static final int CERTAINTY = 112;

  /**
   * How many bits the primes must at least differ in; FIPS 186-5 says 100 below the size of a
   * prime.
   */
  private static final int DISTANCE = 100;

  /** The product of the odd primes below 200: one gcd rules out most candidates. */
  private static final BigInteger SMALL_PRIMES = smallPrimes();

  private RsaPrimes() {}

  static RSAPrivateCrtKeySpec generate(int bits, EntropySource entropy) {
    int half = bits / 2;
    BigInteger p = prime(half, entropy);
    BigInteger q;
    do {
      q = prime(half, entropy);
    } while (p.subtract(q).bitLength() <= half - DISTANCE);
    BigInteger p1 = p.subtract(BigInteger.ONE);
    BigInteger q1 = q.subtract(BigInteger.ONE);
    BigInteger d = EXPONENT.modInverse(p1.multiply(q1).divide(p1.gcd(q1)));
    return new RSAPrivateCrtKeySpec(
        p.multiply(q), EXPONENT, d, p, q, d.mod(p1), d.mod(q1), q.modInverse(p));
  }

  private static BigInteger prime(int bits, EntropySource entropy) {
    while (true) {
      // The two highest bits are set, so that the product of two primes has its full size.
      BigInteger candidate =
          new BigInteger(1, entropy.bytes(bits / 8)).setBit(bits - 1).setBit(bits - 2).setBit(0);
      boolean coprime = candidate.subtract(BigInteger.ONE).gcd(EXPONENT).equals(BigInteger.ONE);
      if (coprime
          && candidate.gcd(SMALL_PRIMES).equals(BigInteger.ONE)
          && candidate.isProbablePrime(CERTAINTY)) {
        return candidate;
      }
    }
  }

  private static BigInteger smallPrimes() {
    BigInteger product = BigInteger.ONE;
    for (BigInteger p = BigInteger.valueOf(3); p.intValue() < 200; p = p.nextProbablePrime()) {
      product = product.multiply(p);
    }
    return product;
  }
}
