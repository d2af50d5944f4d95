// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.api.message.Priority;

/** The order in which messages are served, written down as plainly as can be. Without bounds. */
final class NaiveScheduler {
  /** Of sender 0 only the order of the peer counts. */
  record Item(int peer, int sender, Priority priority, int bytes, int number) {
    Item(int peer, Priority priority, int bytes, int number) {
      this(peer, 0, priority, bytes, number);
    }
  }

  private final FlowShares shares;
  private final Map<Priority, List<Integer>> rings = new EnumMap<>(Priority.class);
  private final Map<Priority, Map<Integer, Deque<Item>>> queues = new EnumMap<>(Priority.class);
  private final Map<Priority, Map<Integer, Integer>> deficits = new EnumMap<>(Priority.class);
  private final Map<Priority, Boolean> granted = new EnumMap<>(Priority.class);
  private long owedToLower;
  private long owedToLow;

  NaiveScheduler(FlowShares shares) {
    this.shares = shares;
    for (Priority priority : Priority.values()) {
      rings.put(priority, new ArrayList<>());
      queues.put(priority, new HashMap<>());
      deficits.put(priority, new HashMap<>());
      granted.put(priority, false);
    }
  }

  void offer(Item item) {
    Deque<Item> queue =
        queues.get(item.priority()).computeIfAbsent(item.peer(), peer -> new ArrayDeque<>());
    if (queue.isEmpty()) {
      rings.get(item.priority()).add(item.peer());
      deficits.get(item.priority()).put(item.peer(), 0);
    }
    queue.add(item);
  }

  private boolean waits(Priority priority) {
    return !rings.get(priority).isEmpty();
  }

  /** The first of a ring has its turn; who has had it goes behind all others. */
  Item poll() {
    boolean high = waits(Priority.HIGH);
    boolean medium = waits(Priority.MEDIUM);
    boolean low = waits(Priority.LOW);
    if (!high && !medium && !low) {
      return null;
    }
    boolean turnOfLower = (medium || low) && (!high || (!shares.strict() && owedToLower > 0));
    boolean turnOfLow = low && (!medium || (!shares.strict() && owedToLow > 0));
    Priority turn = turnOfLower ? (turnOfLow ? Priority.LOW : Priority.MEDIUM) : Priority.HIGH;
    Item item = take(turn);
    long perMille = Math.round(shares.reserve() * 1000);
    long lowPerMille = Math.round(shares.low() * 1000);
    if (!turnOfLower) {
      owedToLower += perMille * item.bytes();
    } else if (high) {
      owedToLower -= (1000 - perMille) * item.bytes();
    }
    if (!medium && !low && owedToLower > 0) {
      owedToLower = 0;
    }
    if (turn != Priority.LOW) {
      owedToLow += lowPerMille * item.bytes();
      if (!low && owedToLow > 0) {
        owedToLow = 0;
      }
    } else if (high || medium) {
      long paid = (1000 - lowPerMille) * item.bytes();
      owedToLow = Math.max(-paid, owedToLow - paid);
    }
    return item;
  }

  private Item take(Priority priority) {
    List<Integer> ring = rings.get(priority);
    while (true) {
      int peer = ring.get(0);
      Deque<Item> queue = queues.get(priority).get(peer);
      if (!granted.get(priority)) {
        deficits.get(priority).merge(peer, FlowConfig.DEFAULT_QUANTUM, Integer::sum);
        granted.put(priority, true);
      }
      if (queue.element().bytes() <= deficits.get(priority).get(peer)) {
        Item item = firstOfItsSender(queue.element());
        deficits.get(priority).merge(peer, -item.bytes(), Integer::sum);
        remove(item);
        return item;
      }
      ring.add(ring.remove(0));
      granted.put(priority, false);
    }
  }

  private Item firstOfItsSender(Item item) {
    return queues.values().stream()
        .flatMap(byPeer -> byPeer.values().stream().flatMap(Deque::stream))
        .filter(other -> item.sender() != 0 && other.sender() == item.sender())
        .min(Comparator.comparingInt(Item::number))
        .orElse(item);
  }

  private void remove(Item item) {
    Deque<Item> queue = queues.get(item.priority()).get(item.peer());
    queue.remove(item);
    List<Integer> ring = rings.get(item.priority());
    if (queue.isEmpty()) {
      if (ring.get(0) == item.peer()) {
        granted.put(item.priority(), false);
      }
      ring.remove((Integer) item.peer());
    }
  }
}
