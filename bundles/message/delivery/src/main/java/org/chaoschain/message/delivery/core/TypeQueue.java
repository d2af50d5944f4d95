// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.message.flow.core.FlowShares;

/**
 * What waits for one message type, and who handles it now. Guarded by the {@link MessageQueues} it
 * belongs to; only {@link #enter} is free of its lock.
 */
final class TypeQueue {
  private final String name;
  private final Lane[] lanes;
  private final Succession<Generation> generations = new Succession<>();
  private boolean gone;
  private long goneNanos;
  private int messages;
  private long bytes;

  TypeQueue(String name, int laneCount, FlowShares shares) {
    this.name = name;
    this.lanes = new Lane[laneCount];
    Arrays.setAll(lanes, i -> new Lane(this, shares));
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
    return generations.enter();
  }

  Optional<Generation> current() {
    return generations.current();
  }

  List<Generation> generations() {
    return generations.all();
  }

  /** Answers how long messages have waited since the last one went, if they have. */
  Optional<Duration> add(Generation generation, long nowNanos) {
    boolean returned = gone && generations.current().isEmpty() && messages > 0;
    generations.add(generation).ifPresent(before -> before.followed(nowNanos));
    gone = false;
    return returned ? Optional.of(Duration.ofNanos(nowNanos - goneNanos)) : Optional.empty();
  }

  /** Answers whether there is none any more. */
  boolean remove(Generation generation, long nowNanos) {
    generations.remove(generation);
    generations.current().ifPresent(Generation::fedAgain);
    gone = generations.current().isEmpty();
    goneNanos = nowNanos;
    return gone;
  }

  boolean unused() {
    return generations.current().isEmpty() && messages == 0;
  }

  void enqueue(WaitingMessage message) {
    Lane lane = laneOf(message.message().message().sender());
    message.enter(lane);
    lane.enter(message);
    messages++;
    bytes += message.size();
  }

  boolean dequeue(WaitingMessage message) {
    boolean there = message.lane().remove(message);
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
    return generations.all().stream().mapToInt(Generation::inFlight).sum();
  }

  Stream<WaitingMessage> waiting() {
    return Arrays.stream(lanes).flatMap(lane -> lane.waiting().stream());
  }
}
