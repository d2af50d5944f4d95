// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

/**
 * How much the remote may send on one stream: at any time {@code size = credit + unconsumed + due}.
 */
final class ReceiveWindow {
  /** Both sides begin with this window, by the specification. */
  static final int INITIAL = 256 << 10;

  private long size = INITIAL;
  private long credit = INITIAL;
  private long unconsumed;
  private long lastUpdate;

  ReceiveWindow(long now) {
    this.lastUpdate = now;
  }

  /** The most bytes that are under way or not consumed. */
  long size() {
    return size;
  }

  /** What the remote may still send. */
  long credit() {
    return credit;
  }

  /** The remote sends that much; false if it must not. */
  boolean take(long bytes) {
    if (bytes > credit) {
      return false;
    }
    credit -= bytes;
    unconsumed += bytes;
    return true;
  }

  void consume(long bytes) {
    if (bytes < 0 || bytes > unconsumed) {
      throw new IllegalArgumentException(
          bytes + " bytes consumed, but only " + unconsumed + " have come");
    }
    unconsumed -= bytes;
  }

  /** Whether so much was consumed that the remote should hear of it. */
  boolean updateDue() {
    return size - credit - unconsumed >= size / 2;
  }

  /** Whether the remote could have used up half a window so fast that the window holds it up. */
  boolean tooSmall(long now, long roundTrip) {
    return now - lastUpdate < 4 * roundTrip;
  }

  void grow(long newSize) {
    size = newSize;
  }

  /** Grants all that is due, and returns it. */
  long grant(long now) {
    long due = size - credit - unconsumed;
    credit += due;
    lastUpdate = now;
    return due;
  }
}
