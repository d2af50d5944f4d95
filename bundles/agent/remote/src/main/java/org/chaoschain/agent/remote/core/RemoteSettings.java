// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.core;

import java.time.Duration;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;

/**
 * The bounds of one session. Immutable.
 *
 * @param maxFrames the most deliveries that are kept, sent ones that are not acknowledged included
 * @param maxBytes the most bytes of their messages
 * @param maxAge how long a delivery may wait to be sent
 * @param windowFrames the most deliveries that are sent and not acknowledged
 * @param windowBytes the most bytes of their messages
 * @param maxPending the most messages of the agent that are being sent
 * @param maxSending the most messages of all agents together that are being sent
 * @param maxWaiting the most messages of the agent that wait for room
 * @param maxWaitingBytes the most bytes of the frames of all agents whose messages wait
 * @param maxAnswers the most answers that are kept for a message that is sent again
 * @param rate how many messages the agent may send a second
 * @param burst how many of them at once
 */
public record RemoteSettings(
    Limit maxFrames,
    Limit maxBytes,
    Duration maxAge,
    int windowFrames,
    long windowBytes,
    int maxPending,
    int maxSending,
    Limit maxWaiting,
    Limit maxWaitingBytes,
    int maxAnswers,
    Limit rate,
    int burst) {
  /** The key of {@code maxFrames}. */
  public static final String MAX_FRAMES = "agent.remote.buffer.max.frames";

  /** The key of {@code maxBytes}. */
  public static final String MAX_BYTES = "agent.remote.buffer.max.bytes";

  /** The key of {@code maxPending}. */
  public static final String MAX_PENDING = "agent.remote.max.pending";

  /** The key of {@code maxSending}. */
  public static final String MAX_SENDING = "agent.remote.max.sending";

  /** The key of {@code maxWaiting}. */
  public static final String MAX_WAITING = "agent.remote.max.waiting";

  /** The key of {@code maxWaitingBytes}. */
  public static final String MAX_WAITING_BYTES = "agent.remote.max.waiting.bytes";

  /** The key of {@code rate}. */
  public static final String RATE = "agent.remote.rate.messages";

  /** Demands what makes a session possible. */
  public RemoteSettings {
    positive("agent.remote.window.frames", windowFrames);
    positive("agent.remote.window.bytes", windowBytes);
    positive(RATE, rate.value());
    positive("agent.remote.rate.burst", burst);
    positive("agent.remote.buffer.max.age", maxAge.toMillis());
    positive(MAX_PENDING, maxPending);
    positive(MAX_SENDING, maxSending);
    positive(MAX_WAITING, maxWaiting.value());
    positive(MAX_WAITING_BYTES, maxWaitingBytes.value());
    if (maxAnswers < maxPending + maxWaiting.value()) {
      throw new IllegalArgumentException(
          "agent.remote.max.answers must be at least %s and %s together, %d, and is %d"
              .formatted(MAX_PENDING, MAX_WAITING, maxPending + maxWaiting.value(), maxAnswers));
    }
  }

  /**
   * 1,024 deliveries of 4 MiB for 10 minutes, a window of 128 and 1 MiB, 64 messages at once and
   * 4,096 of all agents, 16 that wait and 32 MiB of all agents, 256 answers, 50 messages a second
   * and 100 at once.
   */
  public static RemoteSettings defaults(Metrics metrics) {
    return new RemoteSettings(
        metrics.limit(MAX_FRAMES, 1_024, "deliveries"),
        metrics.limit(MAX_BYTES, 4 << 20, "bytes"),
        Duration.ofMinutes(10),
        128,
        1 << 20,
        64,
        4_096,
        metrics.limit(MAX_WAITING, 16, "messages"),
        metrics.limit(MAX_WAITING_BYTES, 32 << 20, "bytes"),
        256,
        metrics.limit(RATE, 50, "messages a second"),
        100);
  }

  private static void positive(String key, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(key + " must be more than zero, not " + value);
    }
  }
}
