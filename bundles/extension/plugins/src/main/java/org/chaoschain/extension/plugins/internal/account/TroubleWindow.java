// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.account;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Knows whether something has happened too often within a time. For one thread. */
final class TroubleWindow {
  private final int most;
  private final long windowNanos;
  private final Deque<Long> times = new ArrayDeque<>();

  /**
   * Nothing has happened yet.
   *
   * @param most how often is too often; 0 for never
   */
  TroubleWindow(int most, Duration window) {
    this.most = most;
    this.windowNanos = window.toNanos();
  }

  /**
   * It has happened.
   *
   * @return whether that was once too often; then the count begins anew
   */
  boolean add(long nowNanos) {
    if (most == 0) {
      return false;
    }
    times.addLast(nowNanos);
    while (nowNanos - times.getFirst() > windowNanos) {
      times.removeFirst();
    }
    if (times.size() < most) {
      return false;
    }
    times.clear();
    return true;
  }

  /** How often within the time. */
  int count(long nowNanos) {
    return (int) times.stream().filter(time -> nowNanos - time <= windowNanos).count();
  }

  void clear() {
    times.clear();
  }
}
