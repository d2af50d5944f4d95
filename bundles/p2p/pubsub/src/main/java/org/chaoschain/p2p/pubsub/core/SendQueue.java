// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.pubsub.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.chaoschain.api.message.Priority;
import org.chaoschain.message.flow.core.FlowConfig;
import org.chaoschain.message.flow.core.FlowListener;
import org.chaoschain.message.flow.core.FlowShares;
import org.chaoschain.message.flow.core.PriorityScheduler;
import org.chaoschain.p2p.pubsub.core.Outgoing.Keep;

/**
 * What waits to be sent to one peer, in the order in which it goes out: what is never left out
 * first, then by class, within a class in turns of the topics, by bytes. It bounds nothing: whoever
 * adds says what has to leave. For one thread at a time.
 */
final class SendQueue {
  private static final int LARGEST = 1 << 30;

  /** Time is counted in what was added: a topic is forgotten after ten thousand of others. */
  private static final long TICK_NANOS = 1_000_000;

  private static final List<Keep> KEEP_LEAST = List.of(Keep.LAST, Keep.SECOND, Keep.FIRST);
  private static final List<Priority> CLASS_LEAST =
      List.of(Priority.LOW, Priority.MEDIUM, Priority.HIGH);

  private final Deque<Outgoing> always = new ArrayDeque<>();
  private final PriorityScheduler<String, Outgoing> order =
      new PriorityScheduler<>(
          FlowConfig.unbounded(FlowShares.DEFAULT, LARGEST), FlowListener.ofUnbounded());
  private final Map<Keep, Integer> counts = new EnumMap<>(Keep.class);
  private Outgoing polled;
  private long bytes;
  private long alwaysBytes;
  private long now;

  boolean isEmpty() {
    return always.isEmpty() && order.isEmpty();
  }

  long bytes() {
    return bytes;
  }

  /**
   * What does not leave for a message of that class: what must not be left out, and its betters.
   */
  long bytesBefore(Priority priority) {
    long better = alwaysBytes;
    for (Priority each : Priority.values()) {
      better += each.compareTo(priority) <= 0 ? order.bytes(each) : 0;
    }
    return better;
  }

  void add(Outgoing rpc) {
    bytes += rpc.size();
    if (rpc.keep() == Keep.ALWAYS) {
      alwaysBytes += rpc.size();
      always.addLast(rpc);
      return;
    }
    now += TICK_NANOS;
    counts.merge(rpc.keep(), 1, Integer::sum);
    order.offer(rpc.topic(), rpc.priority(), Math.max(1, rpc.size()), rpc, now);
  }

  /** Takes out what goes next. */
  Optional<Outgoing> next() {
    if (!always.isEmpty()) {
      Outgoing first = always.removeFirst();
      bytes -= first.size();
      alwaysBytes -= first.size();
      return Optional.of(first);
    }
    if (!order.poll(now, (topic, rpc, priority, size, waited) -> polled = rpc)) {
      return Optional.empty();
    }
    Outgoing next = polled;
    polled = null;
    return Optional.of(gone(next));
  }

  /**
   * Takes out what matters least, of that the oldest; empty if all that is left must not be left
   * out.
   */
  Optional<Outgoing> shed() {
    for (Keep least : KEEP_LEAST) {
      if (counts.getOrDefault(least, 0) > 0) {
        for (Priority priority : CLASS_LEAST) {
          Optional<Outgoing> oldest = order.takeOldest(priority, rpc -> rpc.keep() == least, now);
          if (oldest.isPresent()) {
            return oldest.map(this::gone);
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Takes out the youngest of what must not be left out, for want of all else. */
  Optional<Outgoing> takeLast() {
    Optional<Outgoing> last = Optional.ofNullable(always.pollLast());
    last.ifPresent(
        rpc -> {
          bytes -= rpc.size();
          alwaysBytes -= rpc.size();
        });
    return last;
  }

  /** Takes out one that is of no use any more. */
  Optional<Outgoing> takeOne(Predicate<Outgoing> useless) {
    for (Priority priority : CLASS_LEAST) {
      Optional<Outgoing> found = order.takeOldest(priority, useless, now);
      if (found.isPresent()) {
        return found.map(this::gone);
      }
    }
    return Optional.empty();
  }

  void clear() {
    always.clear();
    order.clear(now);
    counts.clear();
    bytes = 0;
    alwaysBytes = 0;
  }

  private Outgoing gone(Outgoing rpc) {
    bytes -= rpc.size();
    counts.merge(rpc.keep(), -1, Integer::sum);
    return rpc;
  }
}
