// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.message.flow.core.FlowShares;

/**
 * The messages of one type and some senders. One at a time is handled, as class and peer have it;
 * what one sender said is handled in the order in which it came. Other lanes go on beside it.
 */
public final class Lane {
  private final TypeQueue queue;
  private final Set<WaitingMessage> waiting = new LinkedHashSet<>();
  private final LaneOrder order;

  /** Of senders with messages that may not be taken yet: the first of those, and all after it. */
  private final Map<AgentId, Deque<WaitingMessage>> behind = new HashMap<>();

  /** Whose turn it is until it is done; null if nobody was asked for. */
  private WaitingMessage next;

  private volatile Waker waker = () -> {};

  Lane(TypeQueue queue, FlowShares shares) {
    this.queue = queue;
    this.order = new LaneOrder(shares);
  }

  /**
   * Sets what makes somebody work on the lane: before the lane is used, and anew when whoever did
   * so may never come back.
   */
  public void wakeWith(Waker action) {
    waker = action;
  }

  /** Makes somebody work on the lane. */
  public void wake() {
    waker.wake();
  }

  /** As {@link #wake}, by somebody who is about to have done his own work. */
  public void wakeLast() {
    waker.wakeLast();
  }

  /** The name of the type. */
  public String typeName() {
    return queue.name();
  }

  TypeQueue queue() {
    return queue;
  }

  /** All that wait, in the order in which they came. */
  Set<WaitingMessage> waiting() {
    return waiting;
  }

  /** A message has come, which may not be taken yet, nor what its sender says after it. */
  void enter(WaitingMessage message) {
    waiting.add(message);
    behind.computeIfAbsent(sender(message), sender -> new ArrayDeque<>()).add(message);
  }

  private static AgentId sender(WaitingMessage message) {
    return message.message().message().sender();
  }

  /** A message may be taken; if it is its turn already, it stays the next. */
  void ready(WaitingMessage message) {
    if (message.entering()) {
      message.entered();
      follow(sender(message));
    } else if (next != message) {
      order.add(message);
    }
  }

  /** What of a sender has no message before it any more that may not be taken, may be taken. */
  private void follow(AgentId sender) {
    Deque<WaitingMessage> line = behind.get(sender);
    while (line != null && !line.isEmpty() && !line.peek().entering()) {
      WaitingMessage first = line.remove();
      first.behind(false);
      if (queue.current().isPresent()) {
        order.add(first);
      }
    }
    if (line != null && line.isEmpty()) {
      behind.remove(sender);
    }
  }

  /** The message whose turn it is; the same until it is done or parked. */
  Optional<WaitingMessage> next() {
    if (next == null) {
      next = order.poll().orElse(null);
    }
    return Optional.ofNullable(next);
  }

  /** A message is handled, or has to go. */
  boolean remove(WaitingMessage message) {
    noLongerNext(message);
    if (message.behind()) {
      AgentId sender = sender(message);
      behind.get(sender).remove(message);
      message.behind(false);
      follow(sender);
    }
    return waiting.remove(message);
  }

  /** The type has gone: nothing may be taken. What is in hand stays there. */
  void park() {
    order.clear();
    if (next != null && !next.inHand()) {
      next = null;
    }
  }

  /** The type is there: all may be taken that nobody has in hand. */
  void unpark() {
    waiting.stream().filter(message -> !message.inHand() && !message.behind()).forEach(this::ready);
  }

  /** A message in hand is parked. */
  void parked(WaitingMessage message) {
    noLongerNext(message);
    if (message.entering()) {
      message.entered();
      follow(sender(message));
    }
  }

  private void noLongerNext(WaitingMessage message) {
    if (next == message) {
      next = null;
    }
  }
}
