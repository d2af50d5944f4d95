// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.memory.core;

import java.time.Duration;

/**
 * The limits and deadlines of memory connections.
 *
 * @param lowWater a writer that was told to stop is called again once at most this many bytes wait
 * @param highWater a writer is told to stop once this many bytes wait; more than {@code lowWater}
 * @param writeLimit the connection is reset when more bytes than this would wait
 * @param window the most bytes that are under way or held by a receiver that does not read
 * @param maxConnections the most open inbound connections of one transport
 * @param dialTimeout how long a dial waits for its answer
 * @param closeTimeout how long an orderly close waits, first for what was written to go out, then
 *     for the remote's end
 */
public record MemorySettings(
    int lowWater,
    int highWater,
    int writeLimit,
    int window,
    int maxConnections,
    Duration dialTimeout,
    Duration closeTimeout) {
  /** What is used when nothing else is said. */
  public static final MemorySettings DEFAULT =
      new MemorySettings(
          32 << 10,
          64 << 10,
          8 << 20,
          256 << 10,
          1024,
          Duration.ofSeconds(5),
          Duration.ofSeconds(5));

  /** The prefix of the configuration keys. */
  static final String PREFIX = "transport.memory.";

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range; the message names it
   */
  public MemorySettings {
    require(lowWater >= 0, "write.low.water", lowWater, "at least 0");
    require(
        highWater > lowWater,
        "write.high.water",
        highWater,
        "more than write.low.water " + lowWater);
    require(
        writeLimit >= highWater,
        "write.limit",
        writeLimit,
        "at least write.high.water " + highWater);
    require(window >= 2, "window", window, "at least 2");
    require(maxConnections >= 0, "max.connections", maxConnections, "at least 0");
    require(
        !dialTimeout.isNegative() && !dialTimeout.isZero(),
        "dial.timeout",
        dialTimeout,
        "more than 0");
    require(
        !closeTimeout.isNegative() && !closeTimeout.isZero(),
        "close.timeout",
        closeTimeout,
        "more than 0");
  }

  private static void require(boolean met, String attribute, Object value, String rule) {
    if (!met) {
      throw new IllegalArgumentException(
          PREFIX + attribute + " is " + value + "; it must be " + rule);
    }
  }
}
