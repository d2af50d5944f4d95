// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import java.util.HashMap;
import java.util.Map;

/**
 * A token bucket of messages and one of bytes for each key. Bounded: only a bucket that is full
 * again is forgotten, which is the same as a new one, so nobody empties the table to get a new
 * bucket. Keys that find no place share one bucket, so that many new keys together have no more
 * than one of them.
 *
 * <p>A bucket is kept as the time at which it will be full (the virtual scheduling algorithm of
 * ITU-T I.371). For one thread at a time. No memory is allocated for a message of a known key.
 *
 * @param <K> the key, by equals and hashCode
 */
public final class TokenBuckets<K> {
  /** So many of the longest unused buckets are looked at for one that is full. */
  private static final int LOOKED_AT = 8;

  private final Allowance allowance;
  private final int maxKeys;
  private final Level messages;
  private final Level bytes;
  private final Map<K, Bucket<K>> buckets = new HashMap<>();
  private final Bucket<K> shared = new Bucket<>();

  /** What a new key would get; never written to. */
  private final Bucket<K> fresh = new Bucket<>();

  private Bucket<K> longestUnused;
  private Bucket<K> lastUsed;

  /** When both buckets of a key are full; and its neighbours in the order of use. */
  private static final class Bucket<K> {
    private K key;
    private long messagesFullAt;
    private long bytesFullAt;
    private boolean used;
    private Bucket<K> older;
    private Bucket<K> younger;
  }

  /** One of the two rates, in nanoseconds. */
  private record Level(double nanosEach, long full) {
    static Level of(Rate rate) {
      double each = rate.nanosEach();
      return new Level(each, (long) Math.ceil(rate.burst() * each));
    }

    long cost(long amount) {
      // down to a whole nanosecond, so that a burst is not one short of what it is called
      return Math.max(1, (long) (amount * nanosEach));
    }

    /** How long an amount has to wait, 0 if there is enough. */
    long delay(long lacking, long amount) {
      return Math.max(0, lacking + Math.min(cost(amount), full) - full);
    }
  }

  /**
   * Full buckets.
   *
   * @param maxKeys the most keys with a bucket of their own, 1 or more
   */
  public TokenBuckets(Allowance allowance, int maxKeys) {
    if (maxKeys < 1) {
      throw new IllegalArgumentException("there is 1 bucket or more, not " + maxKeys);
    }
    this.allowance = allowance;
    this.maxKeys = maxKeys;
    this.messages = Level.of(allowance.messages());
    this.bytes = Level.of(allowance.bytes());
  }

  /** What each key is allowed. */
  public Allowance allowance() {
    return allowance;
  }

  /** How many keys have a bucket of their own. */
  public int size() {
    return buckets.size();
  }

  /**
   * How long a message has to wait for the rate of messages; takes nothing.
   *
   * @param nowNanos a time that never steps back
   * @return nanoseconds, 0 if it has not to wait
   */
  public long messageWaitNanos(K key, long nowNanos) {
    Bucket<K> bucket = find(key, nowNanos);
    return messages.delay(lacking(bucket.used, bucket.messagesFullAt, nowNanos), 1);
  }

  /**
   * How long a message has to wait for the rate of bytes; takes nothing.
   *
   * @param nowNanos a time that never steps back
   * @return nanoseconds, 0 if it has not to wait
   */
  public long byteWaitNanos(K key, int size, long nowNanos) {
    Bucket<K> bucket = find(key, nowNanos);
    return bytes.delay(lacking(bucket.used, bucket.bytesFullAt, nowNanos), size);
  }

  /**
   * Takes a message out of a bucket, whether or not there is enough in it.
   *
   * @param nowNanos a time that never steps back
   */
  public void take(K key, int size, long nowNanos) {
    Bucket<K> bucket = findOrAdd(key, nowNanos);
    bucket.messagesFullAt =
        nowNanos + lacking(bucket.used, bucket.messagesFullAt, nowNanos) + messages.cost(1);
    bucket.bytesFullAt =
        nowNanos + lacking(bucket.used, bucket.bytesFullAt, nowNanos) + bytes.cost(size);
    bucket.used = true;
  }

  /**
   * Takes a message out of a bucket if there is enough in it.
   *
   * @param nowNanos a time that never steps back
   */
  public boolean tryTake(K key, int size, long nowNanos) {
    if (messageWaitNanos(key, nowNanos) > 0 || byteWaitNanos(key, size, nowNanos) > 0) {
      return false;
    }
    take(key, size, nowNanos);
    return true;
  }

  private static long lacking(boolean used, long fullAt, long nowNanos) {
    return used ? Math.max(0, fullAt - nowNanos) : 0;
  }

  private boolean full(Bucket<K> bucket, long nowNanos) {
    return lacking(bucket.used, bucket.messagesFullAt, nowNanos) == 0
        && lacking(bucket.used, bucket.bytesFullAt, nowNanos) == 0;
  }

  /** The bucket that a key has, or would get. */
  private Bucket<K> find(K key, long nowNanos) {
    Bucket<K> known = buckets.get(key);
    if (known != null) {
      return known;
    }
    return hasPlace(nowNanos) ? fresh : shared;
  }

  private Bucket<K> findOrAdd(K key, long nowNanos) {
    Bucket<K> bucket = buckets.get(key);
    if (bucket != null) {
      unlink(bucket);
      append(bucket);
      return bucket;
    }
    if (!hasPlace(nowNanos)) {
      return shared;
    }
    Bucket<K> added;
    if (buckets.size() < maxKeys) {
      added = new Bucket<>();
    } else {
      added = longestUnused;
      unlink(added);
      buckets.remove(added.key);
      added.used = false;
    }
    added.key = key;
    buckets.put(key, added);
    append(added);
    return added;
  }

  /** Whether a new key gets a bucket; then there is room, or the longest unused one is full. */
  private boolean hasPlace(long nowNanos) {
    if (buckets.size() < maxKeys) {
      return true;
    }
    for (int i = 0; i < LOOKED_AT; i++) {
      Bucket<K> candidate = longestUnused;
      if (full(candidate, nowNanos)) {
        return true;
      }
      unlink(candidate);
      append(candidate);
    }
    return false;
  }

  private void append(Bucket<K> bucket) {
    bucket.older = lastUsed;
    bucket.younger = null;
    if (lastUsed == null) {
      longestUnused = bucket;
    } else {
      lastUsed.younger = bucket;
    }
    lastUsed = bucket;
  }

  private void unlink(Bucket<K> bucket) {
    if (bucket.older == null) {
      longestUnused = bucket.younger;
    } else {
      bucket.older.younger = bucket.younger;
    }
    if (bucket.younger == null) {
      lastUsed = bucket.older;
    } else {
      bucket.younger.older = bucket.older;
    }
  }
}
