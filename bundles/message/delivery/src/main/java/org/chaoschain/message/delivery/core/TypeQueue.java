// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.chaoschain.api.agent.AgentId;

/**
 * What waits for one message type, and who handles it now. Guarded by the {@link MessageQueues} it
 * belongs to; only {@link #enter} is free of its lock.
 */
final class TypeQueue {
  private final String name;
  private final Lane[] lanes;
  private final TreeSet<Generation> candidates = new TreeSet<>();
  private volatile Generation current;
  private int messages;
  private long bytes;

  TypeQueue(String name, int laneCount) {
    this.name = name;
    this.lanes = new Lane[laneCount];
    Arrays.setAll(lanes, i -> new Lane(this));
  }

  String name() {
    return name;
  }

  List<Lane> lanes() {
    return List.of(lanes);
  }

  Lane laneOf(AgentId sender) {
    return lanes[Math.floorMod(sender.hashCode(), lanes.length)];
  }

  /** Counts the caller into the generation that is fed now; it must exit. */
  Optional<Generation> enter() {
    while (true) {
      Generation generation = current;
      if (generation == null) {
        return Optional.empty();
      }
      if (generation.enter()) {
        return Optional.of(generation);
      }
    }
  }

  Optional<Generation> current() {
    return Optional.ofNullable(current);
  }

  /** Answers whether there was none before. */
  boolean add(Generation generation) {
    boolean first = candidates.isEmpty();
    candidates.add(generation);
    current = candidates.last();
    return first;
  }

  /** Answers whether there is none any more. */
  boolean remove(Generation generation) {
    candidates.remove(generation);
    current = candidates.isEmpty() ? null : candidates.last();
    generation.retire();
    return candidates.isEmpty();
  }

  boolean unused() {
    return candidates.isEmpty() && messages == 0;
  }

  void enqueue(WaitingMessage message) {
    Lane lane = laneOf(message.message().message().sender());
    message.lane(lane);
    lane.waiting().add(message);
    messages++;
    bytes += message.size();
  }

  boolean dequeue(WaitingMessage message) {
    boolean there = message.lane().waiting().remove(message);
    if (there) {
      messages--;
      bytes -= message.size();
    }
    return there;
  }

  int messages() {
    return messages;
  }

  long bytes() {
    return bytes;
  }

  int inFlight() {
    return candidates.stream().mapToInt(Generation::inFlight).sum();
  }

  Stream<WaitingMessage> waiting() {
    return Arrays.stream(lanes).flatMap(lane -> lane.waiting().stream());
  }
}
