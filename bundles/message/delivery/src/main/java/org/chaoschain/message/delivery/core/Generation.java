// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.chaoschain.api.message.MessageType;

/**
 * One registration of a message type. Work inside it is counted, so that it can be let go without
 * losing any: enter, look whether it is retired, work, exit. Safe for use by many threads.
 */
public final class Generation implements Comparable<Generation> {
  private final MessageType type;
  private final String name;
  private final String topic;
  private final int maxBytes;
  private final long number;
  private final int ranking;
  private final long registration;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile boolean retired;
  private volatile boolean failed;

  /**
   * A generation; name, topic and size are asked for once.
   *
   * @param number 1, 2, 3 … in the order in which types came to this node
   * @param ranking of two generations of one name the higher is fed
   * @param registration of equal ranking, the higher, which is the younger, is fed
   * @throws IllegalArgumentException if what the type says of itself is out of bounds
   */
  public Generation(MessageType type, long number, int ranking, long registration) {
    this.type = type;
    this.name = type.name();
    this.topic = type.topic();
    this.maxBytes = type.maxBytes();
    this.number = number;
    this.ranking = ranking;
    this.registration = registration;
    TypeRules.check(name, topic, maxBytes);
  }

  /** Counts the caller in; if the answer is false, it is retired and the caller not counted. */
  boolean enter() {
    inFlight.incrementAndGet();
    if (retired) {
      exit();
      return false;
    }
    return true;
  }

  /** Counts the caller out. */
  public void exit() {
    if (inFlight.decrementAndGet() == 0 && retired) {
      drained.complete(null);
    }
  }

  /** Lets nobody in any more. */
  void retire() {
    retired = true;
    if (inFlight.get() == 0) {
      drained.complete(null);
    }
  }

  /** Notes a failure of the type's code; answers whether it was the first. */
  public boolean failedFirst() {
    boolean first = !failed;
    failed = true;
    return first;
  }

  /** Completes once it is retired and nobody works in it. */
  public CompletionStage<Void> drained() {
    return drained.minimalCompletionStage();
  }

  /** The type's own object. */
  public MessageType type() {
    return type;
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

  /** How many are at work in it. */
  public int inFlight() {
    return inFlight.get();
  }

  /** The one that is to be fed is the greater. */
  @Override
  public int compareTo(Generation other) {
    int byRanking = Integer.compare(ranking, other.ranking);
    return byRanking != 0 ? byRanking : Long.compare(registration, other.registration);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public String toString() {
    return name + " generation " + number;
  }
}
