// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.kad.core.RecordRefusedException.Reason;

/** The form of a multihash: the function's code, the digest's length, the digest. */
final class Multihashes {
  private static final int SHA2_256 = 0x12;
  private static final int SHA2_256_BYTES = 32;
  private static final int MAX_VARINT = 9;

  private Multihashes() {}

  /** Refuses what is no multihash; that its function is known is not asked. */
  static void check(Bytes key) throws RecordRefusedException {
    int at = afterVarint(key, 0);
    int digest = at < 0 ? -1 : afterVarint(key, at);
    long length = 0;
    for (int i = digest - 1; i >= at && digest > 0; i--) {
      length = (length << 7) | (key.get(i) & 0x7f);
    }
    if (digest < 0 || length != key.size() - digest) {
      throw new RecordRefusedException(
          Reason.KEY, "the key %s of a provider is no multihash".formatted(key));
    }
  }

  private static int afterVarint(Bytes key, int from) {
    for (int i = from; i < key.size() && i < from + MAX_VARINT; i++) {
      if (key.get(i) >= 0) {
        return i + 1;
      }
    }
    return -1;
  }

  /** The multihash with a SHA-256 digest. */
  static Bytes sha256(byte[] digest) {
    if (digest.length != SHA2_256_BYTES) {
      throw new IllegalArgumentException("a SHA-256 digest has 32 bytes, not " + digest.length);
    }
    return Bytes.copyOf((byte) SHA2_256, (byte) SHA2_256_BYTES).concat(Bytes.wrap(digest));
  }
}
