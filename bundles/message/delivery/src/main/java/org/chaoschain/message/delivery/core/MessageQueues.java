// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.time.Duration;
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
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.isolation.SwapEffects.Change;
import org.chaoschain.api.isolation.SwapEffects.Effect;
import org.chaoschain.api.isolation.SwapEffects.Kind;
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
  private final Function<Lane, Waker> wakers;
  private final Parking parking;
  private final Map<String, TypeQueue> queues = new HashMap<>();
  private final Map<Long, Generation> byRegistration = new HashMap<>();
  private final AtomicLong lastNumber = new AtomicLong();
  private final SwapTimes swaps = new SwapTimes();

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
  public MessageQueues(QueueLimits limits, Function<Lane, Waker> wakers) {
    this.limits = limits;
    this.wakers = wakers;
    this.parking = new Parking(limits);
  }

  /**
   * A type has come. If it is the one to be fed, what waits for it is woken.
   *
   * @param registration of two types of one name the greater is fed
   * @param nowNanos a time that never steps back
   * @throws IllegalArgumentException if what the type says of itself is out of bounds
   * @throws org.chaoschain.api.isolation.CapabilityException if its plugin does not declare the
   *     type, or its topic
   */
  public Generation add(MessageType type, Registration registration, long nowNanos) {
    Generation generation = new Generation(type, lastNumber.incrementAndGet(), registration);
    TypeRules.requireDeclared(generation);
    List<Lane> awake;
    synchronized (this) {
      byRegistration.put(registration.id(), generation);
      TypeQueue queue = queue(generation.name());
      boolean first = queue.current().isEmpty();
      swaps.swapped(queue.name());
      queue.add(generation, nowNanos).ifPresent(time -> swaps.held(queue.name(), time));
      if (first) {
        queue.waiting().forEach(parking::remove);
        queue.lanes().forEach(Lane::unpark);
      }
      awake = lanesThatWait(queue);
    }
    awake.forEach(Lane::wake);
    return generation;
  }

  /**
   * A type has gone.
   *
   * @param nowNanos a time that never steps back
   */
  public Optional<Removed> remove(long registration, long nowNanos) {
    Generation generation;
    List<Lane> awake;
    List<WaitingMessage> newlyParked = new ArrayList<>();
    synchronized (this) {
      generation = byRegistration.remove(registration);
      if (generation == null) {
        return Optional.empty();
      }
      TypeQueue queue = queues.get(generation.name());
      if (queue.remove(generation, nowNanos)) {
        queue.lanes().forEach(Lane::park);
        queue.waiting().filter(m -> !m.inHand()).filter(this::park).forEach(newlyParked::add);
        awake = List.of();
      } else {
        // A lane may wait for a quota of the plugin that has gone.
        awake = lanesThatWait(queue);
      }
      dropIfUnused(queue);
    }
    awake.forEach(Lane::wake);
    return Optional.of(new Removed(generation, newlyParked));
  }

  private static List<Lane> lanesThatWait(TypeQueue queue) {
    return queue.lanes().stream().filter(lane -> !lane.waiting().isEmpty()).toList();
  }

  /** Answers whether it is to be shown. */
  private boolean park(WaitingMessage message) {
    parking.add(message);
    message.giveRoomBack();
    return message.showParked();
  }

  /** Counts the caller into the generation that is fed for a name; it must exit. */
  public Optional<Generation> enter(String name) {
    TypeQueue queue;
    synchronized (this) {
      queue = queues.get(name);
    }
    return queue == null ? Optional.empty() : queue.enter();
  }

  /** Whether a type of a name is there. */
  public synchronized boolean fed(String name) {
    return Optional.ofNullable(queues.get(name)).flatMap(TypeQueue::current).isPresent();
  }

  /** Whether the generation that is fed for a name belongs to a plugin. */
  public synchronized boolean ofPlugin(String name) {
    return Optional.ofNullable(queues.get(name))
        .flatMap(TypeQueue::current)
        .filter(Generation::ofPlugin)
        .isPresent();
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
        PluginAccount account = queue.current().get().account();
        account.reserveQueue(message.size());
        message.keepRoom(account);
      }
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
    if (lane.queue().current().isEmpty()) {
      return Optional.empty();
    }
    Optional<WaitingMessage> next = lane.next().filter(message -> !message.inHand());
    next.ifPresent(message -> message.inHand(true));
    return next;
  }

  /** Whether messages wait in a lane. */
  public synchronized boolean waiting(Lane lane) {
    return !lane.waiting().isEmpty();
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
      message.lane().ready(message);
      return false;
    }
    message.lane().parked(message);
    return park(message);
  }

  /**
   * What a change of a plugin would do to the types.
   *
   * @param plugin the name of its account
   */
  public synchronized List<Effect> effects(String plugin, Change change) {
    return queues.values().stream()
        .filter(q -> q.current().filter(g -> g.account().plugin().equals(plugin)).isPresent())
        .sorted(Comparator.comparing(TypeQueue::name))
        .map(queue -> effect(queue, plugin, change))
        .toList();
  }

  private Effect effect(TypeQueue queue, String plugin, Change change) {
    boolean last = queue.generations().stream().allMatch(g -> g.account().plugin().equals(plugin));
    return change == Change.REMOVE && last
        ? new Effect(Kind.MESSAGE_TYPE_PARKS, queue.name(), queue.messages(), Duration.ZERO)
        : new Effect(
            Kind.MESSAGE_TYPE_PAUSES, queue.name(), queue.messages(), swaps.longest(queue.name()));
  }

  /** How long swaps have held messages up. */
  public SwapTimes swaps() {
    return swaps;
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
        queue.current().map(g -> g.account().plugin()).orElse(""),
        queue.inFlight());
  }

  private TypeQueue queue(String name) {
    return queues.computeIfAbsent(
        name,
        key -> {
          TypeQueue made = new TypeQueue(key, limits.lanes(), limits.shares());
          made.lanes().forEach(lane -> lane.wakeWith(wakers.apply(lane)));
          return made;
        });
  }

  private void drop(WaitingMessage message) {
    parking.remove(message);
    message.giveRoomBack();
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
