// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.chaoschain.api.bytes.Bytes;

/**
 * The chaining key, the hash of the transcript, and the key in force: section 5.2 of the Noise
 * specification, with SHA-256. Not safe for use by many threads.
 */
final class SymmetricState {
  private static final int HASH_SIZE = 32;
  private static final byte[] NOTHING = {};

  private final MessageDigest sha256;
  private final Mac hmac;
  private byte[] chainingKey;
  private byte[] hash;
  private CipherState cipher;

  /** A pair of ciphers: the first for the initiator's messages. */
  record Pair(CipherState initiator, CipherState responder) {}

  SymmetricState(String protocolName) {
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
      this.hmac = Mac.getInstance("HmacSHA256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256 and HMAC", e);
    }
    byte[] name = protocolName.getBytes(StandardCharsets.US_ASCII);
    this.hash = name.length <= HASH_SIZE ? Arrays.copyOf(name, HASH_SIZE) : sha256.digest(name);
    this.chainingKey = hash.clone();
  }

  void mixKey(byte[] material) {
    byte[][] keys = hkdf(material);
    replaceChainingKey(keys[0]);
    replaceCipher(CipherState.of(keys[1]));
  }

  void mixHash(byte[] data, int offset, int length) {
    sha256.update(hash);
    sha256.update(data, offset, length);
    hash = sha256.digest();
  }

  void mixHash(byte[] data) {
    mixHash(data, 0, data.length);
  }

  /** How much longer than its plaintext a message is at this point. */
  int overhead() {
    return cipher == null ? 0 : CipherState.TAG_SIZE;
  }

  byte[] encryptAndHash(byte[] plaintext) throws NoiseException {
    byte[] out = plaintext;
    if (cipher != null) {
      out = new byte[plaintext.length + CipherState.TAG_SIZE];
      cipher.encrypt(hash, plaintext, 0, plaintext.length, out, 0);
    }
    mixHash(out);
    return out;
  }

  byte[] decryptAndHash(byte[] in, int offset, int length) throws NoiseException {
    byte[] plaintext;
    if (cipher == null) {
      plaintext = Arrays.copyOfRange(in, offset, offset + length);
    } else {
      plaintext = new byte[Math.max(0, length - CipherState.TAG_SIZE)];
      cipher.decrypt(hash, in, offset, length, plaintext, 0);
    }
    mixHash(in, offset, length);
    return plaintext;
  }

  /** The keys for what follows the handshake; this state is wiped. */
  Pair split() {
    byte[][] keys = hkdf(NOTHING);
    Pair pair = new Pair(CipherState.of(keys[0]), CipherState.of(keys[1]));
    wipe();
    return pair;
  }

  /** The hash of the transcript, the same on both sides and unique to the session. */
  Bytes handshakeHash() {
    return Bytes.copyOf(hash);
  }

  /** Overwrites the keys. */
  void wipe() {
    replaceChainingKey(new byte[HASH_SIZE]);
    replaceCipher(null);
  }

  private void replaceChainingKey(byte[] next) {
    Arrays.fill(chainingKey, (byte) 0);
    chainingKey = next;
  }

  private void replaceCipher(CipherState next) {
    if (cipher != null) {
      cipher.wipe();
    }
    cipher = next;
  }

  /** HKDF of section 4.3 with two outputs. */
  private byte[][] hkdf(byte[] material) {
    byte[] temporary = hmac(chainingKey, material);
    byte[] first = hmac(temporary, new byte[] {1});
    byte[] extended = Arrays.copyOf(first, HASH_SIZE + 1);
    extended[HASH_SIZE] = 2;
    byte[] second = hmac(temporary, extended);
    Arrays.fill(temporary, (byte) 0);
    Arrays.fill(extended, (byte) 0);
    return new byte[][] {first, second};
  }

  private byte[] hmac(byte[] key, byte[] data) {
    try {
      hmac.init(new SecretKeySpec(key, "HmacSHA256"));
      return hmac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC takes any key", e);
    }
  }
}
