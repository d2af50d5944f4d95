// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.core;

import java.time.Duration;

/**
 * How fast somebody may send: so many a second, twice as many at once. Who is faster is told to
 * slow down while what comes is still taken, for as many again; only what comes beyond that is
 * refused. Not safe for use by many threads.
 */
public final class Pace {
  private static final double NANOS = 1e9;

  private final double perNano;
  private final double burst;
  private double left;
  private long last;
  private boolean told;

  /** What becomes of one more. */
  public enum Verdict {
    /** It is taken. */
    TAKE,
    /** It is taken, and the sender is to be told to slow down. */
    TAKE_AND_TELL,
    /** It is not taken. */
    REFUSE
  }

  /**
   * Begins rested.
   *
   * @param perSecond more than 0
   * @param nanos the time now, of a clock that does not go back
   */
  public Pace(double perSecond, long nanos) {
    this.perNano = perSecond / NANOS;
    this.burst = Math.max(1, 2 * perSecond);
    this.left = burst;
    this.last = nanos;
  }

  /** One more has come. */
  public Verdict next(long nanos) {
    left = Math.min(burst, left + Math.max(0, nanos - last) * perNano);
    last = nanos;
    if (left - 1 < -burst) {
      return Verdict.REFUSE;
    }
    left -= 1;
    if (left >= 0) {
      told = false;
      return Verdict.TAKE;
    }
    if (told) {
      return Verdict.TAKE;
    }
    told = true;
    return Verdict.TAKE_AND_TELL;
  }

  /** How long to wait until one more is within the pace. */
  public Duration pause(long nanos) {
    double now = Math.min(burst, left + Math.max(0, nanos - last) * perNano);
    return now >= 1 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil((1 - now) / perNano));
  }
}
