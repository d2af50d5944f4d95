// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.message.Priority;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.message.delivery.core.Generation;
import org.chaoschain.message.delivery.core.MessageQueues;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.Refusal;
import org.chaoschain.message.delivery.core.WaitingMessage;

/**
 * Where messages wait to be judged by the rules of a type that a plugin has brought. Each type has
 * lanes of its own, by sender: rules that never return hold up the messages of their type, and
 * those of no other. Whoever asks a plugin's rules is counted at its account.
 *
 * <p>A message stays the first of its lane until it is judged and passed on, so the messages of a
 * sender stay in order, and none is lost when the type goes: without a type there is nothing to
 * judge by, and they are passed on as they are. Bounded; safe for use by many threads.
 */
final class TypeLanes {
  private final DeliveryEnvironment environment;
  private final MessageQueues queues;
  private final TypeCalls calls;
  private final Next next;
  private final int lanesOfType;
  private final Limit maxMessages;
  private final Limit maxBytes;
  private final Limit maxTotalBytes;
  private final Map<String, OfType> types = new HashMap<>();
  private long totalBytes;

  /** Takes on what was judged. */
  @FunctionalInterface
  interface Next {
    /**
     * A message was judged, or nothing is there to judge by.
     *
     * @param refused why it is not taken, if so
     */
    void judged(WaitingMessage waiting, Arrival arrival, Optional<Refused> refused);
  }

  private record Candidate(WaitingMessage waiting, Arrival arrival) {
    int size() {
      return waiting.message().wire().size();
    }
  }

  /** The messages of one type. Its counts are guarded by the {@link TypeLanes}. */
  private final class OfType {
    private final String name;
    private final Lane[] lanes;
    private int messages;
    private long bytes;

    OfType(String name) {
      this.name = name;
      this.lanes = new Lane[lanesOfType];
      Arrays.setAll(lanes, i -> new Lane(this));
    }
  }

  private final class Lane {
    private final OfType type;
    private final Deque<Candidate> candidates = new ArrayDeque<>();
    private boolean inHand;
    private Turns turns;

    Lane(OfType type) {
      this.type = type;
      turnAnew();
    }

    /** Another thread works on it from now on; the one that did so may never come back. */
    synchronized void turnAnew() {
      turns = new Turns(environment.scheduler(), () -> step(this));
    }

    void wake() {
      now().wake();
    }

    void wakeLast() {
      now().wakeLast();
    }

    private synchronized Turns now() {
      return turns;
    }

    synchronized void add(Candidate candidate) {
      candidates.add(candidate);
    }

    synchronized Optional<Candidate> take() {
      if (inHand || candidates.isEmpty()) {
        return Optional.empty();
      }
      inHand = true;
      return Optional.of(candidates.peek());
    }

    synchronized void putBack() {
      inHand = false;
    }

    synchronized void drop() {
      candidates.remove();
      inHand = false;
    }

    synchronized boolean empty() {
      return candidates.isEmpty();
    }
  }

  TypeLanes(
      DeliveryEnvironment environment,
      MessageQueues queues,
      TypeCalls calls,
      int lanesOfType,
      JudgingSettings settings,
      Next next) {
    this.environment = environment;
    this.queues = queues;
    this.calls = calls;
    this.lanesOfType = lanesOfType;
    this.next = next;
    String key = "message.delivery.";
    this.maxMessages =
        environment.metrics().limit(key + "judge.max.messages", settings.maxMessages(), "messages");
    this.maxBytes =
        environment.metrics().limit(key + "judge.max.bytes", settings.maxBytes(), "bytes");
    this.maxTotalBytes =
        environment
            .metrics()
            .limit(key + "judge.max.total.bytes", settings.maxTotalBytes(), "bytes");
  }

  /**
   * Takes a message in if its type belongs to a plugin, or others wait here that came before it.
   *
   * @return false if the caller is to go on with it
   * @throws LimitExceededException if too much waits
   */
  boolean take(WaitingMessage waiting, Arrival arrival) throws LimitExceededException {
    String name = waiting.message().message().typeName();
    Candidate candidate = new Candidate(waiting, arrival);
    Lane lane;
    synchronized (this) {
      OfType type = types.get(name);
      if (type == null) {
        if (!queues.ofPlugin(name)) {
          return false;
        }
        type = new OfType(name);
      }
      String scope = "messages of " + name + " that wait to be judged";
      maxMessages.check(scope, type.messages + 1L);
      maxBytes.check(scope, type.bytes + candidate.size());
      maxTotalBytes.check(
          "messages of all plugins that wait to be judged", totalBytes + candidate.size());
      types.put(name, type);
      type.messages++;
      type.bytes += candidate.size();
      totalBytes += candidate.size();
      lane =
          type.lanes[Math.floorMod(waiting.message().message().sender().hashCode(), lanesOfType)];
      lane.add(candidate);
    }
    lane.wakeLast();
    return true;
  }

  /** A generation of a type has come or gone. */
  void typeChanged(String name) {
    OfType type;
    synchronized (this) {
      type = types.get(name);
    }
    if (type != null) {
      for (Lane lane : type.lanes) {
        lane.wake();
      }
    }
  }

  /** How many wait. */
  synchronized int waitingMessages() {
    return types.values().stream().mapToInt(type -> type.messages).sum();
  }

  private boolean step(Lane lane) {
    Optional<Candidate> taken = lane.take();
    if (taken.isEmpty()) {
      return false;
    }
    Candidate candidate = taken.get();
    Optional<Generation> entered = queues.enter(lane.type.name);
    if (entered.isEmpty()) {
      passOn(lane, candidate, Optional.empty());
      return !lane.empty();
    }
    Optional<Visit> begun =
        Visit.begin(
            entered.get(),
            "rules of " + entered.get().name(),
            lane::wake,
            () -> giveUp(lane, candidate));
    if (begun.isEmpty()) {
      // At a quota of its plugin: the message stays the first of its lane until that says so.
      lane.putBack();
      return false;
    }
    Optional<Refused> refused;
    Priority priority = Priority.MEDIUM;
    boolean inTime;
    try (Visit visit = begun.get()) {
      SignedMessage signed = candidate.waiting().message();
      refused = calls.judge(entered.get(), signed, visit::failed);
      if (refused.isEmpty()) {
        priority = calls.priority(entered.get(), signed.message(), visit::failed);
      }
      inTime = visit.end();
    }
    if (!inTime) {
      return false;
    }
    if (refused.isEmpty()) {
      candidate.waiting().judgedGood(priority);
    }
    passOn(lane, candidate, refused);
    return !lane.empty();
  }

  private void giveUp(Lane lane, Candidate candidate) {
    lane.turnAnew();
    String reason =
        "the rules of %s have not returned; the node waits for them no more"
            .formatted(lane.type.name);
    passOn(lane, candidate, Optional.of(new Refused(Refusal.TYPE_FAILED, reason, false)));
    lane.wake();
  }

  private void passOn(Lane lane, Candidate candidate, Optional<Refused> refused) {
    try {
      next.judged(candidate.waiting(), candidate.arrival(), refused);
    } finally {
      // last: what comes after it must not overtake it
      synchronized (this) {
        lane.drop();
        OfType type = lane.type;
        type.messages--;
        type.bytes -= candidate.size();
        totalBytes -= candidate.size();
        if (type.messages == 0) {
          types.remove(type.name, type);
        }
      }
    }
  }
}
