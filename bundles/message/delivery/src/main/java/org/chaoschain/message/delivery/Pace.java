// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

/**
 * Bounds how much is done in a second, for all lanes together, as a slower processor would: a
 * message takes its time before it is done. Safe for use by many threads.
 */
final class Pace {
  private final long bytesPerSecond;
  private long freeAt;
  private boolean begun;

  /**
   * A pace.
   *
   * @param bytesPerSecond 0 for none
   */
  Pace(long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /** Whether there is one. */
  boolean bounds() {
    return bytesPerSecond > 0;
  }

  /**
   * A message begins.
   *
   * @param fromNanos when it could, at the earliest
   * @return when it is done
   */
  synchronized long doneAt(int bytes, long fromNanos) {
    long from = begun ? Math.max(freeAt, fromNanos) : fromNanos;
    freeAt = from + (long) (bytes * 1e9 / bytesPerSecond);
    begun = true;
    return freeAt;
  }
}
