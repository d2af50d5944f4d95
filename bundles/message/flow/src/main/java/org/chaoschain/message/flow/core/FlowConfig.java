// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import java.time.Duration;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;

/**
 * The bounds of a scheduler. A message is charged its size and {@link #MESSAGE_OVERHEAD}, so that
 * the bounds in bytes bound the number of messages as well.
 *
 * @param bytes the most that is queued in all; 64 of the largest messages or more
 * @param peerBytes the most that is queued of one peer; above the half of it the peer is not read,
 *     so the other half has to hold what is under way by then: the receive windows of its streams.
 *     4 of the largest messages or more
 * @param peers the most peers that are known at a time
 * @param messageBytes the largest message
 * @param shares what is kept for what matters less
 * @param idle after which a peer without messages is forgotten
 */
public record FlowConfig(
    Limit bytes,
    Limit peerBytes,
    Limit peers,
    Limit messageBytes,
    FlowShares shares,
    Duration idle) {
  /** What is charged for a message beside its size, in bytes: the objects it was read into. */
  public static final int MESSAGE_OVERHEAD = 2048;

  private static final int LEAST_MESSAGES = 64;
  private static final int LEAST_MESSAGES_OF_PEER = 4;
  private static final int FLOOR_MESSAGES = 2;
  private static final long MOST_BYTES = Long.MAX_VALUE / 100_000;
  private static final int MOST_PEERS = 1_000_000;

  /**
   * For what is bounded elsewhere and must not be lost: nothing is refused, pushed out or paused.
   *
   * @param messageBytes the largest message
   */
  public static FlowConfig unbounded(FlowShares shares, int messageBytes) {
    long most = MOST_BYTES / 2;
    return new FlowConfig(
        none(most, "bytes"),
        none(most, "bytes"),
        none(MOST_PEERS, "peers"),
        none(messageBytes, "bytes"),
        shares,
        Duration.ofSeconds(10));
  }

  private static Limit none(long value, String unit) {
    Counter uncounted =
        new Counter() {
          @Override
          public void add(long amount) {}

          @Override
          public long value() {
            return 0;
          }
        };
    return new Limit("none", value, unit, uncounted);
  }

  /** Refuses bounds that do not go together. */
  public FlowConfig {
    require(messageBytes, 1, Integer.MAX_VALUE - MESSAGE_OVERHEAD);
    long largest = messageBytes.value() + MESSAGE_OVERHEAD;
    require(bytes, LEAST_MESSAGES * largest, MOST_BYTES);
    require(peerBytes, LEAST_MESSAGES_OF_PEER * largest, bytes.value());
    require(peers, 1, MOST_PEERS);
    if (idle.isNegative()) {
      throw new IllegalArgumentException("a time is not negative: " + idle);
    }
  }

  private static void require(Limit limit, long least, long most) {
    if (limit.value() < least || limit.value() > most) {
      throw new IllegalArgumentException(
          "%s is %d to %d %s, not %d"
              .formatted(limit.key(), least, most, limit.unit(), limit.value()));
    }
  }

  /** Above this a peer is not read any more. */
  long pausePeerAt() {
    return peerBytes.value() / 2;
  }

  /** At this a peer is read again. */
  long resumePeerAt() {
    return peerBytes.value() / 4;
  }

  /** Above this the peers that fill the queue are not read any more. */
  long pauseAllAt() {
    return bytes.value() - bytes.value() / 4;
  }

  /** At this all are read again. */
  long resumeAllAt() {
    return bytes.value() / 2;
  }

  /** What a class may always hold, whatever the others hold. */
  long floor(double share) {
    if (shares.strict()) {
      return 0;
    }
    long least = FLOOR_MESSAGES * (messageBytes.value() + MESSAGE_OVERHEAD);
    return Math.max(least, (long) (share * bytes.value()));
  }
}
