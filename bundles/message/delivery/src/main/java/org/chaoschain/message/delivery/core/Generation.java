// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.time.Duration;
import org.chaoschain.api.message.MessageType;

/**
 * One registration of a message type, with what the type says of itself. Safe for use by many
 * threads.
 */
public final class Generation extends Tenure<MessageType> {
  private final String name;
  private final String topic;
  private final int maxBytes;
  private final long number;
  private volatile boolean failed;
  private volatile boolean followed;
  private volatile long followedNanos;

  /**
   * A generation; name, topic and size are asked for once.
   *
   * @param number 1, 2, 3 … in the order in which types came to this node
   * @throws IllegalArgumentException if what the type says of itself is out of bounds
   */
  public Generation(MessageType type, long number, Registration registration) {
    super(type, registration);
    this.name = type.name();
    this.topic = type.topic();
    this.maxBytes = type.maxBytes();
    this.number = number;
    TypeRules.check(name, topic, maxBytes);
  }

  /** Another generation is fed from now on. */
  void followed(long nowNanos) {
    followedNanos = nowNanos;
    followed = true;
  }

  /** It is fed again. */
  void fedAgain() {
    followed = false;
  }

  /** For how long another generation has been fed; zero if this one is. */
  public Duration followedFor(long nowNanos) {
    return followed ? Duration.ofNanos(Math.max(0, nowNanos - followedNanos)) : Duration.ZERO;
  }

  /** Notes a failure of the type's code; answers whether it was the first. */
  public boolean failedFirst() {
    boolean first = !failed;
    failed = true;
    return first;
  }

  /** Whether a plugin has brought it. */
  public boolean ofPlugin() {
    return !account().plugin().isEmpty();
  }

  /** The type's name. */
  public String name() {
    return name;
  }

  /** The last word of the topic of its broadcasts. */
  public String topic() {
    return topic;
  }

  /** The largest envelope. */
  public int maxBytes() {
    return maxBytes;
  }

  /** Its number in this node. */
  public long number() {
    return number;
  }

  @Override
  public String toString() {
    return name + " generation " + number;
  }
}
