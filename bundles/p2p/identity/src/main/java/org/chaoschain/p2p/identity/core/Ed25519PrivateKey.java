// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PublicKey;

/** Ed25519, RFC 8032. */
final class Ed25519PrivateKey implements PrivateKey {
  private static final String WHAT = "ed25519 private key";
  private static final int SEED = Ed25519.SECRET_KEY_SIZE;
  private static final int POINT = Ed25519.PUBLIC_KEY_SIZE;

  private final Bytes seed;
  private final PublicKey publicKey;

  private Ed25519PrivateKey(Bytes seed) {
    this.seed = seed;
    byte[] point = new byte[POINT];
    Ed25519.generatePublicKey(seed.toArray(), 0, point, 0);
    this.publicKey = new PublicKey(KeyType.ED25519, Bytes.wrap(point));
  }

  static Ed25519PrivateKey generate(EntropySource entropy) {
    return new Ed25519PrivateKey(Bytes.wrap(entropy.bytes(SEED)));
  }

  static Ed25519PrivateKey decode(Bytes data) throws KeyFormatException {
    boolean old = data.size() == SEED + 2 * POINT;
    if (data.size() != SEED + POINT && !old) {
      throw new KeyFormatException(
          WHAT, 0, "it has 64 bytes, or 96 in the old form, not " + data.size());
    }
    Bytes point = data.slice(SEED, SEED + POINT);
    if (old && !data.slice(SEED + POINT, data.size()).equals(point)) {
      throw new KeyFormatException(WHAT, SEED + POINT, "the two copies of the public key differ");
    }
    Ed25519PrivateKey key = new Ed25519PrivateKey(data.slice(0, SEED));
    if (!key.publicKey.data().equals(point)) {
      throw new KeyFormatException(WHAT, SEED, "the public key does not belong to the private key");
    }
    return key;
  }

  @Override
  public PublicKey publicKey() {
    return publicKey;
  }

  @Override
  public Bytes secretData() {
    return seed.concat(publicKey.data());
  }

  @Override
  public Bytes sign(Bytes message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(
        seed.toArray(),
        0,
        publicKey.data().toArray(),
        0,
        message.toArray(),
        0,
        message.size(),
        signature,
        0);
    return Bytes.wrap(signature);
  }

  @Override
  public String toString() {
    return "private key of " + peerId();
  }
}
