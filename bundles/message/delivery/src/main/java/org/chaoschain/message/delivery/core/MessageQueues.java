// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.metrics.LimitExceededException;

/**
 * A bounded queue for each message type, and the switch between the generations of each. A message
 * stays in its queue until it has been handled; so when a type goes nothing is lost, and the next
 * generation finds all in order.
 *
 * <p>Safe for use by many threads; never blocks for long, and calls code of a type only to ask a
 * new one for its name, topic and size.
 */
public final class MessageQueues {
  private final QueueLimits limits;
  private final Function<Lane, Runnable> wakers;
  private final Parking parking;
  private final Map<String, TypeQueue> queues = new HashMap<>();
  private final Map<Long, Generation> byRegistration = new HashMap<>();
  private final AtomicLong lastNumber = new AtomicLong();

  /**
   * What was done with a message.
   *
   * @param lane where it waits
   * @param parked whether its type is not there
   * @param pushedOut parked messages that had to go for it
   */
  public record Offered(Lane lane, boolean parked, List<WaitingMessage> pushedOut) {}

  /**
   * What came of a type's going.
   *
   * @param generation which is retired
   * @param newlyParked messages that now wait for another generation and were not shown so before
   */
  public record Removed(Generation generation, List<WaitingMessage> newlyParked) {}

  /**
   * Queues without types.
   *
   * @param wakers gives for each lane what makes somebody work on it
   */
  public MessageQueues(QueueLimits limits, Function<Lane, Runnable> wakers) {
    this.limits = limits;
    this.wakers = wakers;
    this.parking = new Parking(limits);
  }

  /**
   * A type has come. If it is the one to be fed, what waits for it is woken.
   *
   * @param registration unique; of equal ranking the highest is fed
   * @throws IllegalArgumentException if what the type says of itself is out of bounds
   */
  public Generation add(MessageType type, int ranking, long registration) {
    Generation generation =
        new Generation(type, lastNumber.incrementAndGet(), ranking, registration);
    List<Lane> awake;
    synchronized (this) {
      byRegistration.put(registration, generation);
      TypeQueue queue = queue(generation.name());
      boolean first = queue.add(generation);
      if (first) {
        queue.waiting().forEach(parking::remove);
      }
      awake = queue.lanes().stream().filter(lane -> !lane.waiting().isEmpty()).toList();
    }
    awake.forEach(Lane::wake);
    return generation;
  }

  /** A type has gone. */
  public synchronized Optional<Removed> remove(long registration) {
    Generation generation = byRegistration.remove(registration);
    if (generation == null) {
      return Optional.empty();
    }
    TypeQueue queue = queues.get(generation.name());
    List<WaitingMessage> newlyParked = new ArrayList<>();
    if (queue.remove(generation)) {
      queue
          .waiting()
          .filter(m -> !m.inHand())
          .forEach(
              m -> {
                parking.add(m);
                if (m.showParked()) {
                  newlyParked.add(m);
                }
              });
    }
    dropIfUnused(queue);
    return Optional.of(new Removed(generation, newlyParked));
  }

  /** Counts the caller into the generation that is fed for a name; it must exit. */
  public Optional<Generation> enter(String name) {
    TypeQueue queue;
    synchronized (this) {
      queue = queues.get(name);
    }
    return queue == null ? Optional.empty() : queue.enter();
  }

  /**
   * Puts a message into its queue. It is in hand, so nobody takes it, until it is released.
   *
   * @throws LimitExceededException if the queue is full, or there is no room to park it
   */
  public synchronized Offered offer(WaitingMessage message) throws LimitExceededException {
    TypeQueue queue = queue(message.message().message().typeName());
    try {
      boolean parked = queue.current().isEmpty();
      List<WaitingMessage> pushedOut = List.of();
      if (parked) {
        pushedOut = parking.makeRoom(message);
        pushedOut.forEach(this::drop);
        parking.add(message);
        message.showParked();
        queue = queue(queue.name());
      } else {
        String scope = "queue of " + queue.name();
        limits.queueMessages().check(scope, queue.messages() + 1L);
        limits.queueBytes().check(scope, queue.bytes() + message.size());
      }
      message.inHand(true);
      queue.enqueue(message);
      return new Offered(message.lane(), parked, pushedOut);
    } finally {
      dropIfUnused(queue);
    }
  }

  /**
   * The message that is next in a lane, if its type is there; it is in hand until done or released.
   */
  public synchronized Optional<WaitingMessage> take(Lane lane) {
    if (lane.queue().current().isEmpty() || lane.waiting().isEmpty()) {
      return Optional.empty();
    }
    WaitingMessage head = lane.waiting().iterator().next();
    if (head.inHand()) {
      return Optional.empty();
    }
    head.inHand(true);
    return Optional.of(head);
  }

  /** Counts the caller into the generation that is fed for a lane; it must exit. */
  public Optional<Generation> enter(Lane lane) {
    return lane.queue().enter();
  }

  /** A message in hand has been handled. */
  public synchronized void done(WaitingMessage message) {
    drop(message);
  }

  /**
   * A message that was offered may be taken now, or one that was taken could not be handled since
   * its type went; whoever calls wakes the lane.
   *
   * @return whether it is parked now and was not shown so before
   */
  public synchronized boolean release(WaitingMessage message) {
    message.inHand(false);
    if (message.lane().queue().current().isPresent()) {
      return false;
    }
    parking.add(message);
    return message.showParked();
  }

  /** Takes out what was parked for too long, or is void now. */
  public synchronized List<WaitingMessage> expire(long nowNanos, Instant now) {
    List<WaitingMessage> expired = parking.expired(nowNanos, now);
    expired.forEach(this::drop);
    return expired;
  }

  /** How many messages are parked. */
  public synchronized int parkedMessages() {
    return parking.messages();
  }

  /** The bytes of the messages that are parked. */
  public synchronized long parkedBytes() {
    return parking.bytes();
  }

  /** How many messages wait, parked ones included. */
  public synchronized int waitingMessages() {
    return queues.values().stream().mapToInt(TypeQueue::messages).sum();
  }

  /** The topics of the types that are fed now. */
  public synchronized Set<String> topics() {
    Set<String> topics = new TreeSet<>();
    queues.values().forEach(queue -> queue.current().ifPresent(g -> topics.add(g.topic())));
    return topics;
  }

  /** How each type stands that is there or waited for, by name. */
  public synchronized List<TypeState> states() {
    return queues.values().stream()
        .map(this::state)
        .sorted(Comparator.comparing(TypeState::name))
        .toList();
  }

  private TypeState state(TypeQueue queue) {
    return new TypeState(
        queue.name(),
        queue.current().map(Generation::number).orElse(0L),
        queue.current().map(Generation::topic).orElse(""),
        queue.messages(),
        queue.bytes(),
        (int) queue.waiting().filter(parking::contains).count(),
        queue.inFlight());
  }

  private TypeQueue queue(String name) {
    return queues.computeIfAbsent(
        name,
        key -> {
          TypeQueue made = new TypeQueue(key, limits.lanes());
          made.lanes().forEach(lane -> lane.wakeWith(wakers.apply(lane)));
          return made;
        });
  }

  private void drop(WaitingMessage message) {
    parking.remove(message);
    TypeQueue queue = message.lane().queue();
    queue.dequeue(message);
    dropIfUnused(queue);
  }

  private void dropIfUnused(TypeQueue queue) {
    if (queue.unused()) {
      queues.remove(queue.name(), queue);
    }
  }
}
