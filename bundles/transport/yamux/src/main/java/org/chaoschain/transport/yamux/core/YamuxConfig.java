// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import java.time.Duration;

/**
 * The limits and deadlines of Yamux connections. The configuration key of each is {@code
 * transport.yamux.} and the name given below.
 *
 * @param maxStreams {@code max.streams}: the most streams of a connection that the remote opened;
 *     one more is reset
 * @param maxOutboundStreams {@code max.outbound.streams}: the most streams of a connection that
 *     this side opened
 * @param ackBacklog {@code ack.backlog}: the most streams that the remote has not acknowledged; the
 *     first frame of one more waits
 * @param windowMax {@code window.max}: how far the receive window of a busy stream grows, in bytes;
 *     at least 256 KiB
 * @param connectionReceiveMax {@code connection.receive.max}: the most bytes that all streams of a
 *     connection hold for slow readers, and the sum beyond which no window grows; beyond it the
 *     stream that holds most is reset
 * @param frameMax {@code frame.max}: the most bytes in a data frame that is sent, and a stream's
 *     share each time it is its turn
 * @param frameReceiveMax {@code frame.receive.max}: the most bytes in a data frame that is accepted
 * @param controlLimit {@code control.limit}: the most answers (pings, resets) that wait for the
 *     connection; beyond it the connection is closed
 * @param controlRate {@code control.rate}: how many pings, refused streams and streams that it
 *     resets the remote may cause in a second over a long time; beyond it the connection is read
 *     more slowly
 * @param controlBurst {@code control.burst}: how many of them at once, after it has been quiet
 * @param framesPerTurn {@code frames.per.turn}: the most frames of a connection that are handled
 *     before it is the turn of the other connections on the same executor
 * @param sendHighWater {@code send.high.water}: a stream's writer is told to stop once this many
 *     bytes wait, and to go on at half of it
 * @param sendLimit {@code send.limit}: a stream is reset when more bytes than this would wait
 * @param connectionSendLimit {@code connection.send.limit}: a stream is reset when more bytes than
 *     this would wait on all streams of its connection
 * @param keepaliveInterval {@code keepalive.interval}: a ping is sent when nothing came for that
 *     long; zero for never
 * @param keepaliveTimeout {@code keepalive.timeout}: how long the answer to a ping may take; if
 *     nothing else came either, the connection is closed
 * @param drainTimeout {@code drain.timeout}: how long a drained connection waits for its streams
 * @param closeTimeout {@code close.timeout}: how long a closed stream waits to send what was
 *     written, and for the remote's end
 */
public record YamuxConfig(
    int maxStreams,
    int maxOutboundStreams,
    int ackBacklog,
    int windowMax,
    long connectionReceiveMax,
    int frameMax,
    long frameReceiveMax,
    int controlLimit,
    int controlRate,
    int controlBurst,
    int framesPerTurn,
    int sendHighWater,
    long sendLimit,
    long connectionSendLimit,
    Duration keepaliveInterval,
    Duration keepaliveTimeout,
    Duration drainTimeout,
    Duration closeTimeout) {
  /** What is used when nothing else is said. */
  public static final YamuxConfig DEFAULT =
      new YamuxConfig(
          1024,
          1024,
          256,
          16 << 20,
          64L << 20,
          32 << 10,
          16L << 20,
          4096,
          50,
          1024,
          256,
          128 << 10,
          8L << 20,
          64L << 20,
          Duration.ofSeconds(30),
          Duration.ofSeconds(20),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10));

  /** The prefix of the configuration keys. */
  static final String PREFIX = "transport.yamux.";

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range; the message names it
   */
  public YamuxConfig {
    require(maxStreams >= 0, "max.streams", maxStreams, "at least 0");
    require(maxOutboundStreams >= 0, "max.outbound.streams", maxOutboundStreams, "at least 0");
    require(ackBacklog >= 1, "ack.backlog", ackBacklog, "at least 1");
    require(windowMax >= ReceiveWindow.INITIAL, "window.max", windowMax, "at least 256KiB");
    require(
        connectionReceiveMax >= ReceiveWindow.INITIAL,
        "connection.receive.max",
        connectionReceiveMax,
        "at least 256KiB");
    require(frameMax >= 1, "frame.max", frameMax, "at least 1");
    require(frameReceiveMax >= 1, "frame.receive.max", frameReceiveMax, "at least 1");
    require(controlLimit >= 1, "control.limit", controlLimit, "at least 1");
    require(controlRate >= 1, "control.rate", controlRate, "at least 1");
    require(controlBurst >= 1, "control.burst", controlBurst, "at least 1");
    require(framesPerTurn >= 1, "frames.per.turn", framesPerTurn, "at least 1");
    require(sendHighWater >= 1, "send.high.water", sendHighWater, "at least 1");
    require(
        sendLimit >= sendHighWater,
        "send.limit",
        sendLimit,
        "at least send.high.water " + sendHighWater);
    require(
        connectionSendLimit >= sendLimit,
        "connection.send.limit",
        connectionSendLimit,
        "at least send.limit " + sendLimit);
    require(!keepaliveInterval.isNegative(), "keepalive.interval", keepaliveInterval, "at least 0");
    requirePositive("keepalive.timeout", keepaliveTimeout);
    requirePositive("drain.timeout", drainTimeout);
    requirePositive("close.timeout", closeTimeout);
  }

  private static void requirePositive(String attribute, Duration value) {
    require(!value.isNegative() && !value.isZero(), attribute, value, "more than 0");
  }

  private static void require(boolean met, String attribute, Object value, String rule) {
    if (!met) {
      throw new IllegalArgumentException(
          PREFIX + attribute + " is " + value + "; it must be " + rule);
    }
  }
}
