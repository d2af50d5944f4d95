// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.core;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.random.EntropySource;

/**
 * Seals the keys of agents for the store: AES-256-GCM, with a key of its own for each agent, which
 * HKDF-SHA-256 (RFC 5869) derives from one wrapping key. The agent is bound in twice, as the salt
 * and as additional data, so that a sealed key opens for no other agent. The form is {@code version
 * (1) ‖ nonce (12) ‖ ciphertext and tag}. Immutable.
 */
public final class SealedKeys {
  /** The bytes of the wrapping key. */
  public static final int WRAPPING_KEY_SIZE = 32;

  private static final byte VERSION = 1;
  private static final int NONCE_SIZE = 12;
  private static final int TAG_BITS = 128;
  private static final String HMAC = "HmacSHA256";
  private static final byte[] INFO =
      "chaoschain gateway agent key 1".getBytes(StandardCharsets.UTF_8);

  private final Bytes wrappingKey;
  private final EntropySource entropy;

  /**
   * With a wrapping key.
   *
   * @param wrappingKey {@value #WRAPPING_KEY_SIZE} bytes
   * @param entropy where nonces come from
   */
  public SealedKeys(Bytes wrappingKey, EntropySource entropy) {
    if (wrappingKey.size() != WRAPPING_KEY_SIZE) {
      throw new IllegalArgumentException(
          "a wrapping key has %d bytes, not %d".formatted(WRAPPING_KEY_SIZE, wrappingKey.size()));
    }
    this.wrappingKey = wrappingKey;
    this.entropy = entropy;
  }

  /** Seals the secret of an agent. */
  public Bytes seal(AgentId agent, Bytes secret) {
    byte[] nonce = entropy.bytes(NONCE_SIZE);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, agent, nonce).doFinal(secret.toArray());
      return Bytes.copyOf(VERSION).concat(Bytes.wrap(nonce)).concat(Bytes.wrap(sealed));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  /**
   * Opens what was sealed for an agent.
   *
   * @throws GeneralSecurityException if it was sealed with another key, for another agent, or was
   *     changed
   */
  public Bytes open(AgentId agent, Bytes sealed) throws GeneralSecurityException {
    if (sealed.size() < 1 + NONCE_SIZE || sealed.get(0) != VERSION) {
      throw new GeneralSecurityException("it is no sealed key of a version that is known here");
    }
    byte[] nonce = sealed.slice(1, 1 + NONCE_SIZE).toArray();
    byte[] rest = sealed.slice(1 + NONCE_SIZE, sealed.size()).toArray();
    return Bytes.wrap(cipher(Cipher.DECRYPT_MODE, agent, nonce).doFinal(rest));
  }

  private Cipher cipher(int mode, AgentId agent, byte[] nonce) throws GeneralSecurityException {
    byte[] key = keyOf(agent);
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(INFO);
      cipher.updateAAD(agent.key().toArray());
      return cipher;
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** One block of HKDF: 32 bytes are all that is needed. */
  private byte[] keyOf(AgentId agent) throws GeneralSecurityException {
    byte[] pseudorandom = hmac(agent.key().toArray(), wrappingKey.toArray());
    byte[] block = Arrays.copyOf(INFO, INFO.length + 1);
    block[INFO.length] = 1;
    return hmac(pseudorandom, block);
  }

  private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(HMAC);
    mac.init(new SecretKeySpec(key, HMAC));
    return mac.doFinal(message);
  }
}
