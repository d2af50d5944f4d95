// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.durable.core;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.chaoschain.api.bytes.Bytes;

/**
 * What a direct message is known by: in the order of keys, what expires earlier comes first.
 *
 * @param expiry when it is void, in milliseconds since 1970
 * @param digest SHA-256 of the whole envelope, 32 bytes
 */
public record InboxKey(long expiry, Bytes digest) {
  private static final int DIGEST_BYTES = 32;

  /** Refuses what is no digest, or a time before 1970. */
  public InboxKey {
    if (digest.size() != DIGEST_BYTES || expiry < 0) {
      throw new IllegalArgumentException(
          "a digest has %d bytes and its expiry is not before 1970; these are %d bytes and %d ms"
              .formatted(DIGEST_BYTES, digest.size(), expiry));
    }
  }

  /** By the expiry as a time, which is cut to milliseconds. */
  public static InboxKey of(Instant expiry, Bytes digest) {
    return new InboxKey(expiry.toEpochMilli(), digest);
  }

  /** Reads what {@link #encode} has written. */
  public static InboxKey decode(Bytes key) {
    return new InboxKey(key.toByteBuffer().getLong(), key.slice(Long.BYTES, key.size()));
  }

  /** The first of all keys of an expiry. */
  public static Bytes from(long expiry) {
    return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(expiry).array());
  }

  /** 40 bytes. */
  public Bytes encode() {
    return from(expiry).concat(digest);
  }
}
