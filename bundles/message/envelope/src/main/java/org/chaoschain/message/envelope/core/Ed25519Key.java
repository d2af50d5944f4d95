// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.MessageSigner;

/**
 * An Ed25519 key held in memory, made from its 32 byte seed (RFC 8032, the private key). Immutable.
 */
public final class Ed25519Key implements MessageSigner {
  /** Size of the seed, in bytes. */
  public static final int SEED_BYTES = Ed25519.SECRET_KEY_SIZE;

  private final byte[] seed;
  private final byte[] publicKey;

  private Ed25519Key(byte[] seed) {
    this.seed = seed;
    this.publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed, 0, publicKey, 0);
  }

  /**
   * The key of a seed.
   *
   * @param seed 32 random bytes; copied
   * @throws IllegalArgumentException if there are not 32
   */
  public static Ed25519Key ofSeed(byte[] seed) {
    if (seed.length != SEED_BYTES) {
      throw new IllegalArgumentException("an Ed25519 seed has 32 bytes, not " + seed.length);
    }
    return new Ed25519Key(seed.clone());
  }

  @Override
  public AgentId agent() {
    return new AgentId(publicKey());
  }

  /** The public key, 32 bytes. */
  public Bytes publicKey() {
    return Bytes.copyOf(publicKey);
  }

  @Override
  public Bytes sign(Bytes domainAndBytes) {
    byte[] message = domainAndBytes.toArray();
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
    return Bytes.wrap(signature);
  }

  /** The public key in hexadecimal; never the seed. */
  @Override
  public String toString() {
    return "Ed25519Key[" + Bytes.copyOf(publicKey).hex() + "]";
  }
}
