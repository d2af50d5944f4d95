// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.signing.core;

import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.p2p.identity.core.KeyFormatException;
import org.chaoschain.p2p.identity.core.PrivateKey;
import org.chaoschain.p2p.identity.core.VerificationKey;

/**
 * Who publishes plugins: an Ed25519 public key, written as {@code did:key:z6Mk…}.
 *
 * @param key the 32 bytes of the public key
 */
public record PublisherId(Bytes key) implements Comparable<PublisherId> {
  /**
   * Checks the size; whether the key is a good one is for {@link #verifies} to say.
   *
   * @throws IllegalArgumentException if it is not 32 bytes
   */
  public PublisherId {
    if (key.size() != AgentId.SIZE) {
      throw new IllegalArgumentException(
          "a publisher is an Ed25519 key of 32 bytes, not of " + key.size());
    }
  }

  /**
   * Reads a {@code did:key}.
   *
   * @throws IllegalArgumentException naming the text and what is wrong with it
   */
  public static PublisherId parse(String did) {
    try {
      return new PublisherId(AgentId.parse(did).key());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage().replace("no agent id", "no publisher"), e);
    }
  }

  /**
   * The publisher that has a private key.
   *
   * @throws IllegalArgumentException if the key is of another type than Ed25519
   */
  public static PublisherId of(PrivateKey key) {
    if (key.type() != KeyType.ED25519) {
      throw new IllegalArgumentException(
          "a publisher signs with an Ed25519 key, and this one is " + key.type());
    }
    return new PublisherId(key.publicKey().data());
  }

  /**
   * Whether this publisher signed the bytes for that purpose, by the criteria for Ed25519 that are
   * part of the protocol; false also for a key that they refuse.
   */
  public boolean verifies(SigningDomain domain, Bytes bytes, Bytes signature) {
    try {
      return VerificationKey.of(new PublicKey(KeyType.ED25519, key))
          .verify(domain.prepend(bytes), signature);
    } catch (KeyFormatException e) {
      return false;
    }
  }

  @Override
  public int compareTo(PublisherId other) {
    return key.compareTo(other.key);
  }

  /** The {@code did:key}. */
  @Override
  public String toString() {
    return new AgentId(key).toString();
  }
}
