// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * A point of the key space: the SHA-256 of a peer id or of a record's key. The distance of two
 * points is their XOR, read as an unsigned number of 256 bits. Kept as four words, so that
 * comparing distances allocates nothing. Immutable.
 *
 * @param a the first 64 bits
 * @param b the second 64 bits
 * @param c the third 64 bits
 * @param d the last 64 bits
 */
public record KadKey(long a, long b, long c, long d) {
  /** The bits of a key, and the common prefix of a key with itself. */
  public static final int BITS = 256;

  /** The point of a record's key, or of any other bytes that are looked for. */
  public static KadKey of(Bytes raw) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      raw.update(digest);
      byte[] hash = digest.digest();
      return new KadKey(word(hash, 0), word(hash, 8), word(hash, 16), word(hash, 24));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The point of a peer. */
  public static KadKey of(PeerId peer) {
    return of(peer.encode());
  }

  private static long word(byte[] hash, int from) {
    long word = 0;
    for (int i = from; i < from + Long.BYTES; i++) {
      word = (word << 8) | (hash[i] & 0xff);
    }
    return word;
  }

  /** How many leading bits both have in common, 0 to {@link #BITS}. */
  public int commonPrefix(KadKey other) {
    if (a != other.a) {
      return Long.numberOfLeadingZeros(a ^ other.a);
    }
    if (b != other.b) {
      return 64 + Long.numberOfLeadingZeros(b ^ other.b);
    }
    if (c != other.c) {
      return 128 + Long.numberOfLeadingZeros(c ^ other.c);
    }
    return 192 + (d == other.d ? 64 : Long.numberOfLeadingZeros(d ^ other.d));
  }

  /** Compares two points by their distance from this one: below 0 if {@code x} is closer. */
  public int compareDistance(KadKey x, KadKey y) {
    int order = Long.compareUnsigned(a ^ x.a, a ^ y.a);
    if (order == 0) {
      order = Long.compareUnsigned(b ^ x.b, b ^ y.b);
    }
    if (order == 0) {
      order = Long.compareUnsigned(c ^ x.c, c ^ y.c);
    }
    return order == 0 ? Long.compareUnsigned(d ^ x.d, d ^ y.d) : order;
  }

  /** The 64 hexadecimal digits. */
  @Override
  public String toString() {
    return "%016x%016x%016x%016x".formatted(a, b, c, d);
  }
}
