// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.sim;

import java.time.Duration;

/**
 * How the links of a {@link SimNetwork} behave.
 *
 * @param latency the time a byte is under way, at least
 * @param jitter up to that much is added by the seed; pieces of one connection keep their order all
 *     the same
 * @param bytesPerSecond the bandwidth of one direction of one connection; 0 for as much as there is
 * @param splitting in which pieces bytes arrive
 */
public record LinkSettings(
    Duration latency, Duration jitter, long bytesPerSecond, Splitting splitting) {
  /** No latency, any bandwidth, pieces of random size. */
  public static final LinkSettings DEFAULT =
      new LinkSettings(Duration.ZERO, Duration.ZERO, 0, Splitting.RANDOM);

  /** In which pieces bytes arrive; borders of writes are not kept by any. */
  public enum Splitting {
    /** As large as the window allows. */
    LARGE,
    /** Of random size, a quarter of them tiny. */
    RANDOM,
    /** One byte at a time. */
    SINGLE
  }

  /** Refuses negative numbers. */
  public LinkSettings {
    if (latency.isNegative() || jitter.isNegative() || bytesPerSecond < 0) {
      throw new IllegalArgumentException(
          "latency %s, jitter %s and bandwidth %d must not be negative"
              .formatted(latency, jitter, bytesPerSecond));
    }
  }

  /** The same with another latency. */
  public LinkSettings withLatency(Duration other) {
    return new LinkSettings(other, jitter, bytesPerSecond, splitting);
  }

  /** The same with another jitter. */
  public LinkSettings withJitter(Duration other) {
    return new LinkSettings(latency, other, bytesPerSecond, splitting);
  }

  /** The same with another bandwidth. */
  public LinkSettings withBytesPerSecond(long other) {
    return new LinkSettings(latency, jitter, other, splitting);
  }

  /** The same with another splitting. */
  public LinkSettings withSplitting(Splitting other) {
    return new LinkSettings(latency, jitter, bytesPerSecond, other);
  }
}
