// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import org.chaoschain.api.bytes.Bytes;

/**
 * A secret by which digests are shortened to 128 bits: SipHash-2-4 with its long result. Who does
 * not know the secret can neither look for two digests that become one, nor for many that fall into
 * the same part of a table. Immutable.
 */
public final class DigestKey {
  /** The size of a secret. */
  public static final int BYTES = 16;

  private final long first;
  private final long second;

  /**
   * A key.
   *
   * @param secret {@link #BYTES} bytes, drawn anew for each process
   */
  public DigestKey(Bytes secret) {
    if (secret.size() != BYTES) {
      throw new IllegalArgumentException(
          "the key of a table of digests has %d bytes, not %d".formatted(BYTES, secret.size()));
    }
    this.first = word(secret, 0, Long.BYTES);
    this.second = word(secret, Long.BYTES, Long.BYTES);
  }

  /** A place to compute in, so that nothing is allocated for a digest. For one thread at a time. */
  static final class Work {
    /** The first half of the result. */
    long low;

    /** The second half of the result. */
    long high;

    private long v0;
    private long v1;
    private long v2;
    private long v3;

    private void take(long word) {
      v3 ^= word;
      rounds(2);
      v0 ^= word;
    }

    private void rounds(int count) {
      for (int i = 0; i < count; i++) {
        v0 += v1;
        v2 += v3;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 = Long.rotateLeft(v2, 32);
      }
    }

    private long sum() {
      rounds(4);
      return v0 ^ v1 ^ v2 ^ v3;
    }
  }

  /** Shortens a digest into {@code low} and {@code high}. */
  void shorten(Bytes digest, Work work) {
    work.v0 = first ^ 0x736f6d6570736575L;
    work.v1 = second ^ 0x646f72616e646f6dL ^ 0xee;
    work.v2 = first ^ 0x6c7967656e657261L;
    work.v3 = second ^ 0x7465646279746573L;
    int size = digest.size();
    int at = 0;
    for (; at + Long.BYTES <= size; at += Long.BYTES) {
      work.take(word(digest, at, Long.BYTES));
    }
    work.take(word(digest, at, size - at) | ((long) size << 56));
    work.v2 ^= 0xee;
    work.low = work.sum();
    work.v1 ^= 0xdd;
    work.high = work.sum();
  }

  private static long word(Bytes bytes, int from, int count) {
    long word = 0;
    for (int i = 0; i < count; i++) {
      word |= (bytes.get(from + i) & 0xffL) << (8 * i);
    }
    return word;
  }
}
