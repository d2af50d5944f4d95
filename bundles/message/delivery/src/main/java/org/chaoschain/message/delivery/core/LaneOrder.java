// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.util.Optional;
import org.chaoschain.message.flow.core.FlowConfig;
import org.chaoschain.message.flow.core.FlowListener;
import org.chaoschain.message.flow.core.FlowShares;
import org.chaoschain.message.flow.core.PriorityScheduler;

/**
 * Which message of a lane is next, of those whose type is there. They have been accepted, and are
 * bounded by the queue of their type: none is pushed out. Guarded by the {@link MessageQueues}.
 */
final class LaneOrder {
  private static final int LARGEST = 1 << 30;

  private final PriorityScheduler<String, WaitingMessage> order;
  private WaitingMessage polled;
  private long latest;

  LaneOrder(FlowShares shares) {
    this.order =
        new PriorityScheduler<>(FlowConfig.unbounded(shares, LARGEST), FlowListener.ofUnbounded());
  }

  void add(WaitingMessage message) {
    latest = Math.max(latest, message.arrivedNanos());
    order.offer(
        message.origin().peer(),
        message.message().message().sender(),
        message.priority(),
        Math.max(1, message.size()),
        message,
        latest);
  }

  Optional<WaitingMessage> poll() {
    order.poll(latest, (peer, message, priority, bytes, waited) -> polled = message);
    Optional<WaitingMessage> next = Optional.ofNullable(polled);
    polled = null;
    return next;
  }

  void clear() {
    order.clear(latest);
  }
}
