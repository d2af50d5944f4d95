// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

/** At most one ping under way, and when the next one or its answer is due. */
final class Heartbeat {
  /** What a tick finds. */
  enum Finding {
    /** Nothing to do. */
    NONE,
    /** A ping should be sent. */
    PING,
    /** The answer did not come, but something else did. */
    EXPIRED,
    /** Neither the answer nor anything else came. */
    DEAD
  }

  private final long interval;
  private final long timeout;
  private long lastReceived;
  private long sentAt;
  private long value;
  private boolean underWay;
  private long roundTrip = -1;

  Heartbeat(long interval, long timeout, long now) {
    this.interval = interval;
    this.timeout = timeout;
    this.lastReceived = now;
  }

  boolean underWay() {
    return underWay;
  }

  /** The smoothed round trip in nanoseconds; -1 before the first. */
  long roundTrip() {
    return roundTrip;
  }

  void received(long now) {
    lastReceived = now;
  }

  /** Begins a ping and returns its value. */
  long ping(long now) {
    underWay = true;
    sentAt = now;
    value = value + 1 & FrameHeader.MAX_U32;
    return value;
  }

  /** The round trip that this answer measures, or -1 if it answers nothing. */
  long pong(long answered, long now) {
    if (!underWay || answered != value) {
      return -1;
    }
    underWay = false;
    long measured = now - sentAt;
    roundTrip = roundTrip < 0 ? measured : (roundTrip + measured) / 2;
    return measured;
  }

  Finding tick(long now) {
    if (underWay) {
      if (now - sentAt < timeout) {
        return Finding.NONE;
      }
      underWay = false;
      return now - lastReceived < timeout ? Finding.EXPIRED : Finding.DEAD;
    }
    return interval > 0 && now - lastReceived >= interval ? Finding.PING : Finding.NONE;
  }

  /** When to tick next; {@link Long#MAX_VALUE} for never. */
  long deadline() {
    if (underWay) {
      return sentAt + timeout;
    }
    return interval > 0 ? lastReceived + interval : Long.MAX_VALUE;
  }
}
