// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.agent;

import org.chaoschain.api.bytes.Bytes;

/**
 * Who an agent is: its Ed25519 public key. The text form is a {@code did:key} (multicodec {@code
 * ed25519-pub}, base58btc), as in {@code did:key:z6Mk…}. A name is an attribute, never an identity.
 *
 * @param key the 32 bytes of the public key
 */
public record AgentId(Bytes key) implements Comparable<AgentId> {
  /** The number of bytes of a key. */
  public static final int SIZE = 32;

  private static final String PREFIX = "did:key:z";
  private static final String ALPHABET =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

  /** The multicodec as a varint, two bytes, and the key, in limbs of 32 bits. */
  private static final int LIMBS = 1 + SIZE / 4;

  private static final int ED25519 = 0xed01;
  private static final int TEXT_LIMIT = 64;

  /**
   * Checks the size; whether the key is a good one is for the signature's verification to say.
   *
   * @throws IllegalArgumentException if it is not 32 bytes
   */
  public AgentId {
    if (key.size() != SIZE) {
      throw new IllegalArgumentException(
          "an agent id is an Ed25519 key of 32 bytes, not of " + key.size());
    }
  }

  /**
   * Reads a {@code did:key}.
   *
   * @throws IllegalArgumentException naming the text and what is wrong with it
   */
  public static AgentId parse(String did) {
    if (did.length() > TEXT_LIMIT || !did.startsWith(PREFIX)) {
      throw new IllegalArgumentException(
          "'%s' is no agent id; it must be a did:key of an Ed25519 key, did:key:z6Mk…"
              .formatted(did.length() > TEXT_LIMIT ? did.substring(0, TEXT_LIMIT) + "…" : did));
    }
    int[] limbs = new int[LIMBS];
    long carry = 0;
    for (int i = PREFIX.length(); i < did.length() && carry == 0; i++) {
      int digit = ALPHABET.indexOf(did.charAt(i));
      if (digit < 0) {
        throw new IllegalArgumentException(
            "'%s' is no agent id; '%s' at %d is not in the base58btc alphabet"
                .formatted(did, did.charAt(i), i));
      }
      carry = digit;
      for (int j = LIMBS - 1; j >= 0; j--) {
        carry += (limbs[j] & 0xffffffffL) * 58;
        limbs[j] = (int) carry;
        carry >>>= 32;
      }
    }
    if (carry != 0 || limbs[0] != ED25519) {
      throw new IllegalArgumentException(
          "'%s' is no agent id; its key is not an Ed25519 key (multicodec 0xed)".formatted(did));
    }
    if (did.charAt(PREFIX.length()) == ALPHABET.charAt(0)) {
      // a leading zero byte: the number is the same without
      throw new IllegalArgumentException(
          "'%s' is no agent id; it is not in canonical form".formatted(did));
    }
    byte[] key = new byte[SIZE];
    for (int i = 0; i < SIZE; i++) {
      key[i] = (byte) (limbs[1 + i / 4] >>> (24 - 8 * (i % 4)));
    }
    return new AgentId(Bytes.wrap(key));
  }

  @Override
  public int compareTo(AgentId other) {
    return key.compareTo(other.key);
  }

  /** The {@code did:key}. */
  @Override
  public String toString() {
    // Long division of the multicodec and the key, 32 bits a limb: logs need it for each message.
    int[] limbs = new int[LIMBS];
    limbs[0] = ED25519;
    for (int i = 0; i < SIZE; i++) {
      limbs[1 + i / 4] = limbs[1 + i / 4] << 8 | (key.get(i) & 0xff);
    }
    char[] text = new char[TEXT_LIMIT];
    int at = TEXT_LIMIT;
    for (int first = 0; first < limbs.length; ) {
      long rest = 0;
      for (int i = first; i < limbs.length; i++) {
        long part = rest << 32 | (limbs[i] & 0xffffffffL);
        limbs[i] = (int) (part / 58);
        rest = part % 58;
      }
      text[--at] = ALPHABET.charAt((int) rest);
      while (first < limbs.length && limbs[first] == 0) {
        first++;
      }
    }
    return PREFIX + new String(text, at, TEXT_LIMIT - at);
  }

  /** The first and last characters of the {@code did:key}, for people. */
  public String shortText() {
    String text = toString();
    return "…" + text.substring(text.length() - 8);
  }
}
