// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.durable.core;

import java.util.TreeMap;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.message.flow.core.FlowConfig;
import org.chaoschain.message.flow.core.FlowListener;
import org.chaoschain.message.flow.core.FlowShares;
import org.chaoschain.message.flow.core.PriorityScheduler;

/**
 * The messages to one agent that are to be sent. First those that were sent before and have failed
 * for now, by their numbers; then by class, and inside a class in turns of the senders, by bytes.
 * What one sender says in one type keeps its order, and so does what it says in one class. Bounded
 * by the {@link Outbox}; not safe for use by many threads.
 */
final class OutboxLane {
  private static final int LARGEST = 1 << 30;

  /** Time is counted in messages: a sender is forgotten after ten thousand of others. */
  private static final long TICK_NANOS = 1_000_000;

  /** How many were sent and are not answered. */
  int trying;

  /** How many attempts in a row have failed. */
  int failures;

  /** Whether it waits after a failure. */
  boolean paused;

  private final TreeMap<Long, OutgoingMessage> before = new TreeMap<>();
  private final PriorityScheduler<AgentId, OutgoingMessage> order;
  private long lastNumber = Long.MIN_VALUE;
  private long now;
  private OutgoingMessage polled;

  OutboxLane(FlowShares shares) {
    this.order =
        new PriorityScheduler<>(
            FlowConfig.unbounded(shares, LARGEST), FlowListener.ofUnbounded(), true);
  }

  /** A message waits; one that is not the youngest has waited before, and goes before all. */
  void add(OutgoingMessage message) {
    if (message.number() <= lastNumber) {
      before.put(message.number(), message);
      return;
    }
    lastNumber = message.number();
    now += TICK_NANOS;
    Posting posting = message.posting();
    order.offer(
        posting.sender(),
        posting.line(),
        posting.priority(),
        Math.max(1, message.size()),
        message,
        now);
  }

  /** Takes out what is to be sent next; there is something. */
  OutgoingMessage next() {
    if (!before.isEmpty()) {
      return before.pollFirstEntry().getValue();
    }
    order.poll(now, (sender, message, priority, bytes, waited) -> polled = message);
    OutgoingMessage next = polled;
    polled = null;
    return next;
  }

  /** A message does not wait any more. */
  void remove(OutgoingMessage message) {
    if (before.remove(message.number()) == null) {
      order.takeOldest(message.posting().priority(), each -> each == message, now);
    }
  }

  /** Whether nothing waits. */
  boolean isEmpty() {
    return before.isEmpty() && order.isEmpty();
  }

  boolean unused() {
    return isEmpty() && trying == 0 && !paused;
  }
}
