// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
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
  private final Map<Priority, List<Integer>> waiting = new EnumMap<>(Priority.class);
  private final Map<Priority, Map<Integer, Deque<Item>>> queues = new EnumMap<>(Priority.class);
  private final Map<Priority, Map<Integer, Long>> starts = new EnumMap<>(Priority.class);
  private final Map<Priority, Long> reached = new EnumMap<>(Priority.class);
  private long owedToLower;
  private long owedToLow;

  NaiveScheduler(FlowShares shares) {
    this.shares = shares;
    for (Priority priority : Priority.values()) {
      waiting.put(priority, new ArrayList<>());
      queues.put(priority, new HashMap<>());
      starts.put(priority, new HashMap<>());
      reached.put(priority, 0L);
    }
  }

  void offer(Item item) {
    Deque<Item> queue =
        queues.get(item.priority()).computeIfAbsent(item.peer(), peer -> new ArrayDeque<>());
    if (queue.isEmpty()) {
      waiting.get(item.priority()).add(item.peer());
      starts.get(item.priority()).merge(item.peer(), reached.get(item.priority()), Math::max);
    }
    queue.add(item);
  }

  private boolean waits(Priority priority) {
    return !waiting.get(priority).isEmpty();
  }

  /** In its class it is the turn of who has the least start; of equals, who has it for longest. */
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
    Map<Integer, Long> start = starts.get(priority);
    List<Integer> peers = waiting.get(priority);
    Integer peer = peers.stream().min(Comparator.comparing(start::get)).orElseThrow();
    Item item = firstOfItsSender(queues.get(priority).get(peer).element());
    reached.merge(priority, start.get(peer) + item.bytes() / 2, Math::max);
    start.merge(peer, (long) item.bytes(), Long::sum);
    peers.remove(peer);
    peers.add(peer);
    remove(item);
    return item;
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
    List<Integer> peers = waiting.get(item.priority());
    if (queue.isEmpty()) {
      peers.remove((Integer) item.peer());
    }
    if (peers.isEmpty()) {
      reached.put(item.priority(), Collections.max(starts.get(item.priority()).values()));
    }
  }
}
