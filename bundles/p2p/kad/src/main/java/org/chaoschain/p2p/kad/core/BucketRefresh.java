// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.chaoschain.api.bytes.Bytes;

/**
 * When each bucket was refreshed last, and keys whose search refreshes one. A key must be hashed to
 * a point that shares an exact number of bits with this node's, and is found by trying: that is
 * quick for the first buckets, which are all that a network of some millions fills. Pure; chance
 * and time come in. Not safe for use by many threads.
 */
public final class BucketRefresh {
  /**
   * The deepest bucket that is refreshed by a key of its own; the search for self does the rest.
   */
  public static final int MAX_BUCKET = 15;

  private static final int MAX_TRIES = 1 << 20;

  private final KadKey self;
  private final Duration interval;
  private final long[] refreshedAt = new long[MAX_BUCKET + 1];

  /** Every bucket is due an interval after the start. */
  public BucketRefresh(KadKey self, Duration interval, long now) {
    this.self = self;
    this.interval = interval;
    Arrays.fill(refreshedAt, now);
  }

  /**
   * The buckets that no search has gone through for an interval.
   *
   * @param deepest the deepest bucket with a peer; the one after it is tried as well, where a peer
   *     may have appeared
   */
  public List<Integer> due(int deepest, long now) {
    List<Integer> due = new ArrayList<>();
    for (int i = 0; i <= Math.min(deepest + 1, MAX_BUCKET); i++) {
      if (now - refreshedAt[i] >= interval.toNanos()) {
        due.add(i);
      }
    }
    return due;
  }

  /** All buckets are due now: much may have changed. */
  public void expire(long now) {
    Arrays.fill(refreshedAt, now - interval.toNanos());
  }

  /** A search for a point has begun; it refreshes the bucket it falls into. */
  public void searched(KadKey target, long now) {
    int bucket = self.commonPrefix(target);
    if (bucket <= MAX_BUCKET) {
      refreshedAt[bucket] = now;
    }
  }

  /**
   * A key, a multihash that could be a peer's id, whose point falls into a bucket.
   *
   * @return empty if none was found by trying
   */
  public Optional<Bytes> keyIn(int bucket, RandomGenerator random) {
    byte[] digest = new byte[32];
    for (int i = 0; i < MAX_TRIES; i++) {
      random.nextBytes(digest);
      Bytes key = Multihashes.sha256(digest.clone());
      if (self.commonPrefix(KadKey.of(key)) == bucket) {
        return Optional.of(key);
      }
    }
    return Optional.empty();
  }
}
