// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import java.util.Arrays;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.random.EntropySource;

/** A key pair of X25519 (RFC 7748). The private half never leaves it. */
public final class X25519Key {
  /** The size of keys and shared secrets, in bytes: DHLEN of the Noise specification. */
  public static final int SIZE = 32;

  private final byte[] privateKey;
  private final Bytes publicKey;
  private volatile boolean wiped;

  private X25519Key(byte[] privateKey) {
    this.privateKey = privateKey;
    byte[] point = new byte[SIZE];
    X25519.generatePublicKey(privateKey, 0, point, 0);
    this.publicKey = Bytes.wrap(point);
  }

  /** A new pair. */
  public static X25519Key generate(EntropySource entropy) {
    return new X25519Key(entropy.bytes(SIZE));
  }

  /**
   * The pair with this private half.
   *
   * @throws IllegalArgumentException if it does not have {@link #SIZE} bytes
   */
  public static X25519Key of(Bytes privateKey) {
    if (privateKey.size() != SIZE) {
      throw new IllegalArgumentException(
          "a private key of X25519 has " + SIZE + " bytes, not " + privateKey.size());
    }
    return new X25519Key(privateKey.toArray());
  }

  /** The public half, encoded as in section 5 of RFC 7748. */
  public Bytes publicKey() {
    return publicKey;
  }

  /**
   * The secret shared with the owner of another key.
   *
   * @return a new array, which the caller wipes
   * @throws NoiseException if the secret would be all zeros, which only keys do that are made for
   *     it
   */
  byte[] agree(Bytes remotePublicKey) throws NoiseException {
    if (wiped) {
      throw new IllegalStateException("the key was wiped");
    }
    byte[] secret = new byte[SIZE];
    if (!X25519.calculateAgreement(privateKey, 0, remotePublicKey.toArray(), 0, secret, 0)) {
      throw new NoiseException(
          NoiseException.Cause.WEAK_KEY,
          "the remote's X25519 key %s is a point of small order".formatted(remotePublicKey.hex()));
    }
    return secret;
  }

  /** Overwrites the private half; the pair cannot be used any more. */
  void wipe() {
    wiped = true;
    Arrays.fill(privateKey, (byte) 0);
  }

  @Override
  public String toString() {
    return "X25519Key[" + publicKey.hex() + "]";
  }
}
