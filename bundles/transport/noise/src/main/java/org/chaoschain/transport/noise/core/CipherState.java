// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;

/**
 * A key of ChaCha20-Poly1305 and the nonce that counts its messages: section 5.1 of the Noise
 * specification. After the key was wiped, or a message could not be decrypted, it is not used any
 * more. Not safe for use by many threads.
 */
public final class CipherState {
  /** How much longer a ciphertext is than its plaintext, in bytes. */
  public static final int TAG_SIZE = 16;

  /** The size of a key, in bytes. */
  public static final int KEY_SIZE = 32;

  private static final int NONCE_SIZE = 12;
  private static final long LAST_NONCE = -1; // 2^64-1 as an unsigned number: reserved

  private final Cipher cipher;
  private final Key key;
  private final byte[] iv = new byte[NONCE_SIZE];
  private long nonce;

  private CipherState(byte[] key, long nonce) {
    this.key = new Key(key);
    this.nonce = nonce;
    try {
      this.cipher = Cipher.getInstance("ChaCha20-Poly1305");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has ChaCha20-Poly1305", e);
    }
  }

  /**
   * Starts with nonce 0.
   *
   * @param key {@link #KEY_SIZE} bytes, taken over
   */
  static CipherState of(byte[] key) {
    return new CipherState(key, 0);
  }

  /** Starts with another nonce. */
  static CipherState of(byte[] key, long nonce) {
    return new CipherState(key, nonce);
  }

  /**
   * Encrypts a message.
   *
   * @param associated authenticated with the message, and not sent
   * @param in the array of the plaintext; it may be the one of the ciphertext if both begin at the
   *     same place
   * @param out takes the ciphertext: {@code length} + {@link #TAG_SIZE} bytes from {@code
   *     outOffset}
   * @return the number of bytes written
   * @throws NoiseException if the nonces are used up
   */
  int encrypt(byte[] associated, byte[] in, int inOffset, int length, byte[] out, int outOffset)
      throws NoiseException {
    try {
      start(Cipher.ENCRYPT_MODE, associated);
      int written = cipher.doFinal(in, inOffset, length, out, outOffset);
      nonce++;
      return written;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("encryption failed", e);
    }
  }

  /**
   * Decrypts a message. It is fastest if {@code inOffset} is 0.
   *
   * @param associated as the sender has it
   * @param length of the ciphertext with its tag
   * @param out takes the plaintext: {@code length} - {@link #TAG_SIZE} bytes from {@code outOffset}
   * @return the number of bytes written
   * @throws NoiseException if the message is too short, is not what the sender sent as this one, or
   *     the nonces are used up
   */
  int decrypt(byte[] associated, byte[] in, int inOffset, int length, byte[] out, int outOffset)
      throws NoiseException {
    if (length < TAG_SIZE) {
      throw new NoiseException(
          NoiseException.Cause.MALFORMED,
          "a ciphertext has at least %d bytes, not %d".formatted(TAG_SIZE, length));
    }
    try {
      start(Cipher.DECRYPT_MODE, associated);
      int written = cipher.doFinal(in, inOffset, length, out, outOffset);
      nonce++;
      return written;
    } catch (AEADBadTagException e) {
      throw new NoiseException(
          NoiseException.Cause.DECRYPTION,
          "message %s cannot be decrypted: it was changed on the way, or the keys differ"
              .formatted(Long.toUnsignedString(nonce)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("decryption failed", e);
    }
  }

  /** How many messages it has encrypted or decrypted, as an unsigned number. */
  long nonce() {
    return nonce;
  }

  /** Overwrites the key. */
  void wipe() {
    key.destroy();
  }

  private void start(int mode, byte[] associated) throws GeneralSecurityException, NoiseException {
    if (nonce == LAST_NONCE) {
      throw new NoiseException(
          NoiseException.Cause.NONCES,
          "all 2^64-1 nonces of a key are used up; connect again to get a new key");
    }
    // 32 bits of zeros, then the nonce, little-endian: "The ChaChaPoly cipher functions"
    for (int i = 0; i < Long.BYTES; i++) {
      iv[4 + i] = (byte) (nonce >>> (8 * i));
    }
    cipher.init(mode, key, new IvParameterSpec(iv));
    if (associated.length > 0) {
      cipher.updateAAD(associated);
    }
  }

  /** A key that can be overwritten, which {@code SecretKeySpec} cannot. */
  private static final class Key implements SecretKey {
    private static final long serialVersionUID = 1;

    private final transient byte[] value;
    private transient boolean destroyed;

    Key(byte[] value) {
      this.value = value;
    }

    @Override
    public String getAlgorithm() {
      return "ChaCha20";
    }

    @Override
    public String getFormat() {
      return "RAW";
    }

    @Override
    public byte[] getEncoded() {
      if (destroyed) {
        throw new IllegalStateException("the key was wiped");
      }
      return value.clone();
    }

    @Override
    public void destroy() {
      destroyed = true;
      Arrays.fill(value, (byte) 0);
    }

    @Override
    public boolean isDestroyed() {
      return destroyed;
    }
  }
}
