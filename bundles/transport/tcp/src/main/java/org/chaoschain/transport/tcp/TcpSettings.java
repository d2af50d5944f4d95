// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.tcp;

import java.time.Duration;

/**
 * The limits and deadlines of the TCP transport. Start from {@link #DEFAULT} and change what
 * differs.
 *
 * @param threads event loop threads, shared by all connections; 1 to 64
 * @param backlog connections that wait to be accepted, a hint for the operating system; 1 or more
 * @param maxConnections the most open inbound connections; one more is closed at once and counted
 * @param lowWater a writer that was told to stop is called again once at most this many bytes wait
 * @param highWater a writer is told to stop once this many bytes wait; more than {@code lowWater}
 * @param writeLimit a connection is reset when more bytes than this would wait
 * @param noDelay whether small writes leave at once (TCP_NODELAY)
 * @param dialTimeout how long a dial waits for its answer
 * @param closeTimeout how long an orderly close waits, first for what was written to go out, then
 *     for the remote's end
 * @param drainTimeout how long open connections may go on when the transport stops
 * @param readsPerTurn how often a connection is read, up to 64 KiB each time, before it is the next
 *     one's turn on the same event loop; 1 to 64
 */
public record TcpSettings(
    int threads,
    int backlog,
    int maxConnections,
    int lowWater,
    int highWater,
    int writeLimit,
    boolean noDelay,
    Duration dialTimeout,
    Duration closeTimeout,
    Duration drainTimeout,
    int readsPerTurn) {
  /** What is used when nothing else is said. */
  public static final TcpSettings DEFAULT =
      new TcpSettings(
          2,
          128,
          1024,
          32 << 10,
          64 << 10,
          8 << 20,
          true,
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          2);

  /** The prefix of the configuration keys. */
  static final String PREFIX = "transport.tcp.";

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range; the message names its key
   */
  public TcpSettings {
    require(threads >= 1 && threads <= 64, "threads", threads, "1 to 64");
    require(backlog >= 1, "backlog", backlog, "at least 1");
    require(maxConnections >= 0, "max.connections", maxConnections, "at least 0");
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
    requirePositive("dial.timeout", dialTimeout);
    requirePositive("close.timeout", closeTimeout);
    require(!drainTimeout.isNegative(), "drain.timeout", drainTimeout, "at least 0");
    require(readsPerTurn >= 1 && readsPerTurn <= 64, "reads.per.turn", readsPerTurn, "1 to 64");
  }

  private static void requirePositive(String attribute, Duration value) {
    boolean fits =
        value.compareTo(Duration.ofMillis(1)) >= 0 && value.compareTo(Duration.ofDays(1)) <= 0;
    require(fits, attribute, value, "1 ms to 1 day");
  }

  private static void require(boolean met, String attribute, Object value, String rule) {
    if (!met) {
      throw new IllegalArgumentException(
          PREFIX + attribute + " is " + value + "; it must be " + rule);
    }
  }

  /** The same with another limit of inbound connections. */
  public TcpSettings withMaxConnections(int other) {
    return new TcpSettings(
        threads,
        backlog,
        other,
        lowWater,
        highWater,
        writeLimit,
        noDelay,
        dialTimeout,
        closeTimeout,
        drainTimeout,
        readsPerTurn);
  }

  /** The same with another number of event loop threads. */
  public TcpSettings withThreads(int other) {
    return new TcpSettings(
        other,
        backlog,
        maxConnections,
        lowWater,
        highWater,
        writeLimit,
        noDelay,
        dialTimeout,
        closeTimeout,
        drainTimeout,
        readsPerTurn);
  }

  /** The same with other deadlines. */
  public TcpSettings withTimeouts(Duration dial, Duration close, Duration drain) {
    return new TcpSettings(
        threads,
        backlog,
        maxConnections,
        lowWater,
        highWater,
        writeLimit,
        noDelay,
        dial,
        close,
        drain,
        readsPerTurn);
  }
}
